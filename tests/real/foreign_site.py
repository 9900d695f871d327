"""A foreign web site on this machine, whose page tries everything that a browser lets a page try against an address."""

from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Iterator

PAGE = b"""<!doctype html><title>foreign</title><body><script>
async function attacked(base, path, body) {
  const told = {};
  const under_way = [];
  const attempt = (name, work) => under_way.push(tried(name, work));
  const tried = async (name, work) => {
    const late = new Promise(done => setTimeout(() => done("nothing"), 4000));
    try { told[name] = String(await Promise.race([work(), late])); } catch (error) { told[name] = "refused"; }
  };
  const fetched = (method, headers, credentials = "include") => async () => {
    const answer = await fetch(base + path, {method, headers, body: method == "POST" ? body : undefined,
      credentials});
    return answer.status + await answer.text();
  };
  const loaded = (tag, attribute, relation) => () => new Promise(done => {
    const element = document.createElement(tag);
    if (relation) element.rel = relation;
    element.onload = () => done("loaded");
    element.onerror = () => done("refused");
    element[attribute] = base + path;
    document.body.append(element);
  });
  const opaque = async () => (await fetch(base + path, {mode: "no-cors", credentials: "include"})).type;
  attempt("get", fetched("GET"));
  attempt("post", fetched("POST", {"Content-Type": "text/plain"}));
  attempt("post json", fetched("POST", {"Content-Type": "application/json"}));
  attempt("anonymous", fetched("POST", {"Content-Type": "application/json"}, "omit"));
  attempt("no-cors", opaque);
  attempt("script", loaded("script", "src"));
  attempt("image", loaded("img", "src"));
  attempt("style", loaded("link", "href", "stylesheet"));
  attempt("frame", async () => {
    const frame = document.createElement("iframe");
    frame.src = base + "/";
    document.body.append(frame);
    await new Promise(done => setTimeout(done, 500));
    return frame.contentDocument ? "read" : "refused";
  });
  attempt("form", async () => {
    const frame = document.createElement("iframe");
    frame.name = "into";
    const form = document.createElement("form");
    form.method = "POST"; form.enctype = "text/plain"; form.target = "into"; form.action = base + path;
    const field = document.createElement("textarea");
    field.name = body;
    form.append(field);
    document.body.append(frame, form);
    form.submit();
    await new Promise(done => setTimeout(done, 500));
    return "sent";
  });
  attempt("socket", () => new Promise(done => {
    const socket = new WebSocket(base.replace("http", "ws") + path);
    socket.onopen = () => done("open");
    socket.onerror = () => done("refused");
  }));
  attempt("events", () => new Promise(done => {
    const source = new EventSource(base + path, {withCredentials: true});
    source.onopen = () => { source.close(); done("open"); };
    source.onerror = () => { source.close(); done("refused"); };
  }));
  attempt("beacon", async () => navigator.sendBeacon(base + path, body) ? "sent" : "refused");
  await Promise.all(under_way);
  return told;
}
</script>"""


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def foreign_site() -> Iterator[int]:
    """The port of the site; it answers under any name."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
