"""The widget as a visitor meets it: where its parts are, and what one does with them."""

from __future__ import annotations

import json

from playwright.sync_api import Locator, Page, Route, expect

# Notes what live regions say, each text once it is there: a simulation, no screen reader.
LISTEN = """(() => {
  window.spoken = [];
  const region = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    const live = element?.closest('[aria-live],[role=log],[role=status],[role=alert]');
    if (!live) return '';
    return live.getAttribute('aria-live') || (live.role === 'alert' ? 'assertive' : 'polite');
  };
  const text = (node) => {
    if (node.nodeType === 3) return node.data;
    if (node.nodeType !== 1 || node.matches('[aria-live=off],[aria-hidden=true],[hidden]')) return '';
    return [...node.childNodes].map(text).join('');
  };
  const observer = new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      const how = region(node);
      const words = text(node).trim();
      if (how && how !== 'off' && words && node.isConnected) window.spoken.push(`${how}: ${words}`);
    }
  });
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    observer.observe(root, { childList: true, subtree: true, characterData: true });
    return root;
  };
})()"""

# Looks oftener than `expect`, which half the tests would wait for.
HEARD = """(log) => new Promise((done, fail) => {
  const end = setTimeout(() => fail(new Error('the log stays silent')), 5000);
  const look = () => {
    if (log.ariaLive !== 'polite') return setTimeout(look, 5);
    clearTimeout(end);
    done();
  };
  look();
})"""

FOCUSED = """() => {
  let node = document.activeElement;
  while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node.getAttribute('aria-label') || node.textContent.trim() || node.localName;
}"""


class Widget:
    """One widget on a page."""

    def __init__(self, page: Page, nth: int = 0) -> None:
        self.page = page
        self.host = page.locator("faq-bot").nth(nth)
        self.launcher = self.host.locator("button[aria-expanded]")
        self.panel = self.host.locator("[part~=panel]")
        self.field = self.host.locator("textarea")
        self.send = self.host.locator("button[type=submit].send")
        self.log = self.host.locator("[role=log]")
        self.answers = self.host.locator("[data-from=bot]:not(.greeting)")
        self.questions = self.host.locator("[data-from=user]")
        self.suggestions = self.host.locator("[data-suggestion]")
        self.problem = self.host.locator(".failed")
        self.status = self.host.locator("[part~=status]")
        self.menu = self.host.locator("summary")

    def open(self) -> Widget:
        """Open the panel by mouse and wait until its log speaks."""
        self.launcher.click(force=True)  # it does not move: no frames to wait for
        expect(self.panel).to_be_visible()
        self.log.evaluate(HEARD)
        return self

    def write(self, text: str) -> None:
        """Send a question and go on at once."""
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str) -> Locator:
        """Send a question and return the finished answer."""
        before = self.answers.count()
        self.write(text)
        expect(self.answers).to_have_count(before + 1)
        return self.answers.last

    def choose(self, name: str) -> None:
        """Choose from the menu."""
        self.menu.click()
        self.host.get_by_role("button", name=name).click()

    def answer_with(self, text: str = "An answer.", kind: str = "answer", **more: object) -> None:
        """Let the server's reply be this one."""
        reply = {"conversation_id": "c", "message_id": "m", "kind": kind, "text": text, "confidence": 0.9}
        reply |= {"entry_id": None, "question": None, "source": None, "suggestions": []} | more
        self.respond(body=json.dumps(reply), content_type="application/json")

    def respond(self, **response: object) -> None:
        """Let the server's response be this one."""
        self.page.unroute("**/api/chat")
        self.page.route("**/api/chat", lambda route: route.fulfill(**response))  # type: ignore[arg-type]

    def hold(self) -> list[Route]:
        """Keep questions on their way; `continue_` of each lets it pass."""
        held: list[Route] = []
        self.page.unroute("**/api/chat")
        self.page.route("**/api/chat", lambda route: held.append(route))
        return held

    def release(self, held: list[Route]) -> None:
        """Let the oldest question that is held pass, once there is one."""
        while not held:
            self.page.wait_for_timeout(10)
        held.pop(0).continue_()

    def spoken(self) -> list[str]:
        """What live regions said so far; the page must have been made to `listen`."""
        said: list[str] = self.page.evaluate("spoken.splice(0)")
        return said

    @property
    def focused(self) -> str:
        name: str = self.page.evaluate(FOCUSED)
        return name

    def memory(self, kind: str = "session") -> dict[str, object] | None:
        """What the browser keeps of the conversation."""
        script = f"Object.entries({kind}Storage).find(([key]) => key.startsWith('faqbot:'))?.[1] ?? 'null'"
        memory: dict[str, object] | None = json.loads(self.page.evaluate(script))
        return memory
