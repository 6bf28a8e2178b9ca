"""Templates and the words in them: a page becomes HTML."""

import re
from collections.abc import Mapping
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context

from opengov.web.site import addresses

INDENT = re.compile(r"\n\s+")
CODE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)


@pass_context
def _gettext(context: Context, message: str) -> str:
    return context["words"].gettext(message)


@pass_context
def _ngettext(context: Context, singular: str, plural: str, number: int) -> str:
    return context["words"].ngettext(singular, plural, number)


@pass_context
def _pgettext(context: Context, about: str, message: str) -> str:
    return context["words"].pgettext(about, message)


class _Compiled(BytecodeCache):
    """What was compiled of the templates, kept in memory: all sites of a process have the same."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept, if the template is still as it was."""
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = _Compiled()


class Drawing:
    """Draws pages with the templates of the public site, everything escaped that is not markup of ours."""

    def __init__(self, shared: Mapping[str, Any]) -> None:
        self.environment = Environment(
            loader=PackageLoader("opengov.web", "templates/site"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            bytecode_cache=COMPILED,
        )
        self.environment.policies["ext.i18n.trimmed"] = True
        self.environment.install_gettext_callables(  # type: ignore[attr-defined]
            _gettext, _ngettext, newstyle=True, pgettext=_pgettext
        )
        self.environment.globals |= {"at": addresses, **shared}
        for name in self.environment.list_templates(["html"]):  # compiled now, not for the first reader
            self.environment.get_template(name)

    def draw(self, template: str, values: Mapping[str, Any]) -> str:
        """The template with its values, among which there must be ``words``; without indents and blank lines,
        a tenth of the page, but in ``pre``, where they count.
        """
        html = self.environment.get_template(template).render(values)
        parts = CODE.split(html)  # texts of records are escaped: every tag is ours
        parts[::2] = [INDENT.sub("\n", part) for part in parts[::2]]
        return "".join(parts)
