"""The validation loss: one number per trained token, whatever the size of a batch."""

from __future__ import annotations

from typing import Any

import torch
import transformers

_IGNORED = -100


class TokenWeighted(transformers.Trainer):  # type: ignore[misc]
    """transformers' Trainer, but for its evaluation, which averages over batches: a short one weighs as a long one."""

    control: Any

    def evaluate(self, eval_dataset: Any = None, ignore_keys: Any = None, metric_key_prefix: str = "eval") -> Any:
        """The mean loss per trained token of all held-out rows, in nats, as `eval_loss`."""
        model, was_training = self.model, self.model.training
        model.eval()
        total = tokens = 0.0
        # To begin with the rows draws a random number: those of the training stay the same, however often it is done.
        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            for batch in self.get_eval_dataloader(eval_dataset):
                inputs = self._prepare_inputs(batch)
                # A model predicts the next token: the first one of a row is predicted by nothing.
                count = float((inputs["labels"][:, 1:] != _IGNORED).sum())
                if not count:
                    continue
                with self.compute_loss_context_manager():
                    loss = self.compute_loss(model, inputs)
                total, tokens = total + float(loss) * count, tokens + count
        model.train(was_training)
        metrics = {f"{metric_key_prefix}_loss": total / max(tokens, 1.0)}
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics
