"""Training and measuring of the model that takes talks apart (`simulacrum_core.threads`)."""
