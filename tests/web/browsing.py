"""A real browser on the real site: what starts both, and what is looked for on a page that is shown in it.

What looks at a page answers with its faults, each in words; none means that all is well.
"""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SERVE = """
import pathlib, sys
from opengov.web.app import serve
serve(pathlib.Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]))
"""

# All but the languages, which would lie over what is under them.
UNFOLD = "document.querySelectorAll('details:not(.languages)').forEach(one => { one.open = true })"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False, "runOnly": AXE_RULES}
AXE_RUN = """async options => (await axe.run(options)).violations.flatMap(rule => rule.nodes.map(node =>
  `axe ${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`))"""

# How an element is told to whoever reads of a fault.
TOLD = """const told = e => {
  const names = [e.localName + (e.id ? '#' + e.id : ''), ...e.classList].join('.');
  const up = e.parentElement.closest('[id], [class]');
  return `${up ? (up.id ? '#' + up.id : '.' + up.getAttribute('class')) + ' ' : ''}${names} ` +
    `“${(e.textContent || e.value || '').trim().replace(/\\s+/g, ' ').slice(0, 40)}”`;
};
const seen = e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.unseen, .skip');"""
SIDEWAYS = f"""() => {{ {TOLD}
  const root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll('*')].filter(e => seen(e) && !e.closest('.scroll table') &&
    e.getBoundingClientRect().right > width + .5);
  return [`${{root.scrollWidth}} px of page in ${{width}}: ${{wide.slice(0, 3).map(told).join(', ')}}`];
}}"""
# WCAG 2.2, 2.5.8: 24 by 24, or in a sentence, or with room for a circle of 24 around its middle. A control
# has no such excuse here.
SMALL = f"""() => {{ {TOLD}
  const blockOf = e => {{ while (getComputedStyle(e).display === 'inline') e = e.parentElement; return e; }};
  const isInSentence = e => {{
    if (e.ownerSVGElement || getComputedStyle(e).display !== 'inline') return false;
    const block = blockOf(e), walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {{
      const up = walker.currentNode.parentElement;
      const isWord = /[\\p{{L}}\\p{{N}}]/u.test(walker.currentNode.data);
      if (isWord && !up.closest('a') && blockOf(up) === block) return true;
    }}
    return false;
  }};
  const targets = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter(seen).map(e => ({{e, box: e.getBoundingClientRect(), lines: [...e.getClientRects()]}}))
    .filter(({{box}}) => box.width);
  const isSmall = ({{box}}) => box.width < 23.9 || box.height < 23.9;
  const middle = box => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const away = ([x, y], box) => Math.hypot(Math.max(box.left - x, 0, x - box.right),
    Math.max(box.top - y, 0, y - box.bottom));
  const isNear = (one, other) => {{
    const [x, y] = middle(one.box), [u, v] = middle(other.box);
    return (isSmall(other) && Math.hypot(x - u, y - v) < 24) ||
      other.lines.some(box => away([x, y], box) < 12);
  }};
  return targets.filter(one => isSmall(one) && !isInSentence(one.e) && (!one.e.matches('a') ||
    targets.some(other => other !== one && isNear(one, other)))).map(({{e, box}}) =>
      `too small a target, ${{Math.round(box.width)}} by ${{Math.round(box.height)}}: ${{told(e)}}`);
}}"""
# Words or controls of the header or footer that lie over others: what has them may still be wide enough.
OVER = f"""() => {{ {TOLD}
  const parts = [...document.querySelectorAll('.masthead :is(span, li, summary), .colophon li')].filter(seen);
  const lines = parts.map(e => {{
    const range = document.createRange();
    range.selectNodeContents(e);
    return e.matches('summary') ? [e.getBoundingClientRect()] : [...range.getClientRects()];
  }});
  const meet = (one, other) => one.left < other.right - 1 && other.left < one.right - 1 &&
    one.top < other.bottom - 1 && other.top < one.bottom - 1;
  return parts.flatMap((e, i) => parts.slice(i + 1).filter((other, j) => !e.contains(other) &&
    !other.contains(e) && lines[i].some(one => lines[i + 1 + j].some(two => meet(one, two))))
    .map(other => `lies over another: ${{told(e)}} and ${{told(other)}}`));
}}"""
CUT = f"""() => {{ {TOLD}
  const width = document.documentElement.clientWidth, faults = [];
  for (const e of document.body.querySelectorAll('*')) {{
    if (!seen(e) || e.closest('.scroll') || !(e.textContent || e.value || '').trim()) continue;
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (e.ownerSVGElement ? e.localName !== 'text' : style.display === 'contents') continue;
    if (box.left < -1 || box.right > width + 1) faults.push(`beyond the edge: ${{told(e)}}`);
    const hasWords = [...e.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const isClipped = style.overflow !== 'visible' && !e.ownerSVGElement;
    if (e.clientWidth && (hasWords || isClipped) && e.scrollWidth > e.clientWidth + 1)
      faults.push(`text wider than its box: ${{told(e)}}`);
    const isCut = e.clientHeight && isClipped && e.scrollHeight > e.clientHeight + 1;
    if (isCut) faults.push(`cut off: ${{told(e)}}`);
  }}
  return faults;
}}"""
# What a screen reader goes by. Parts of what axe looks at too are held to more here.
MEANS = f"""() => {{ {TOLD}
  const faults = [], all = selector => [...document.querySelectorAll(selector)];
  const one = (selector, what) => {{
    const count = all(selector).length;
    if (count !== 1) faults.push(`${{count}} × ${{what}}`);
  }};
  one('h1', 'h1'); one('body > header', 'banner'); one('main', 'main'); one('body > footer', 'contentinfo');
  let before = 0;
  for (const e of all('h1, h2, h3, h4, h5, h6').filter(seen)) {{
    const level = Number(e.localName[1]);
    if (level > before + 1) faults.push(`h${{level}} after h${{before}}: ${{told(e)}}`);
    if (!e.innerText.trim()) faults.push(`an empty heading: ${{told(e)}}`);
    before = level;
  }}
  const names = e => (e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') || '').split(/\\s+/)
    .map(id => id && (document.getElementById(id)?.textContent ?? ' lost ')).join(' ')).trim();
  for (const e of all('nav, svg:not(svg svg):not([aria-hidden]), [role=region], section[aria-labelledby]'))
    if (!names(e) || names(e).includes('lost')) faults.push(`without a name: ${{told(e)}}`);
  const navigations = all('nav').map(names);
  if (new Set(navigations).size < navigations.length) faults.push(`navigations alike: ${{navigations}}`);
  for (const e of all('input, select, textarea'))
    if (![...e.labels].some(label => label.firstChild.textContent.trim()))
      faults.push(`without a label: ${{told(e)}}`);
  for (const e of all('figure'))
    if (!e.querySelector('figcaption')?.innerText.trim()) faults.push('a figure without a caption');
  for (const e of all('[lang]'))
    if (!/^[a-z]{{2,3}}$/.test(e.lang || e.getAttribute('lang'))) faults.push(`odd lang: ${{told(e)}}`);
  if (all('script').length) faults.push('there is a script');
  if (document.cookie || localStorage.length || sessionStorage.length) faults.push('something is kept');
  return faults;
}}"""


@contextmanager
def serving(database: Path) -> Iterator[str]:
    """The site over ``database`` in a process of its own; gives its address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(database), str(port)])
    try:
        _wait_for(f"http://127.0.0.1:{port}/robots.txt", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            with urlopen(url):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium. Only one at a time in a process: Playwright holds the thread's event loop."""
    assert CHROMIUM, "CI must have the program chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A tab, and what it was told and asked for since it last went somewhere.

    troubles  what the console says, requests that fail, and requests to other hosts
    """

    page: Page
    troubles: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    @classmethod
    def begin(cls, context: BrowserContext) -> "Visit":
        visit = cls(context.new_page())
        visit.page.on("console", visit._hear)
        visit.page.on("pageerror", lambda error: visit.troubles.append(str(error)))
        visit.page.on("requestfailed", lambda request: visit.troubles.append(f"failed: {request.url}"))
        visit.page.on("request", visit._note)
        return visit

    def go(self, url: str) -> Response:
        """To ``url``; gives the answer to the last request on the way there."""
        self.troubles.clear()
        self.requests.clear()
        answer = self.page.goto(url)
        assert answer is not None
        return answer

    def faults(self) -> list[str]:
        """What is wrong with what was heard and asked for."""
        host = self.page.url.split("/")[2]
        asked = [request.url for request in self.requests]
        return self.troubles + [f"another host: {url}" for url in asked if url.split("/")[2] != host]

    def _note(self, request: Request) -> None:
        self.requests.append(request)

    def _hear(self, message: Any) -> None:
        # The browser itself tells the console of a page that is not there; that is no news.
        is_status = message.text.startswith("Failed to load resource")
        if not (is_status and message.location["url"] == self.page.url):
            self.troubles.append(f"console {message.type}: {message.text}")


def axe(page: Page, options: dict[str, Any] = AXE_OPTIONS) -> list[str]:
    """What axe-core finds, as the page looks now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(AXE_RUN, options)
