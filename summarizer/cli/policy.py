"""``policy``: the rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from summarizer.cli.common import config_option
from summarizer.settings import load_settings

if TYPE_CHECKING:
    from summarizer.policy.schema import Policy, Rule

__all__ = ["policy"]


@click.group()
def policy() -> None:
    """The editorial rules with their sources; checks a profile."""


@policy.command("show")
@click.argument("rule_id", required=False, metavar="[RULE-ID]")
@click.option("--live", is_flag=True, help="Only rules that the program applies by itself.")
@click.option("--not-automatic", is_flag=True, help="Only rules that are left to people.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a rule, one per line.")
@click.option("--policy", "profile", metavar="NAME", help="Profile: a name or a TOML file.")
@config_option
def policy_show(
    rule_id: str | None,
    live: bool,
    not_automatic: bool,
    as_json: bool,
    profile: str | None,
    config: Path | None,
) -> None:
    """List the rules, or show one with its source."""
    import json

    from summarizer.policy import load_policy
    from summarizer.terminal import console_for, table

    if sum((live, not_automatic, rule_id is not None)) > 1:
        raise click.UsageError("give one of RULE-ID, --live and --not-automatic")
    settings = load_settings(file=config, flags={"policy": profile})
    loaded = load_policy(settings.policy, country=settings.country)
    if rule_id is not None:
        rules = [_rule(loaded, rule_id)]
    else:
        rules = [
            rule
            for rule in loaded.rules
            if (not live or loaded.active(rule)) and (not not_automatic or not rule.live)
        ]
    if as_json:
        for rule in rules:
            click.echo(json.dumps(_rule_facts(loaded, rule)))
        return
    console = console_for()
    if rule_id is not None:
        facts = _rule_facts(loaded, rules[0])
        rows = [(key, _plain(value)) for key, value in facts.items()]
        console.print(table(("", rules[0].id), rows))
        return
    listed = [(r.id, _state(loaded, r), str(r.severity), r.title) for r in rules]
    console.print(table(("Rule", "Applied", "Severity", "Title"), listed))
    console.print(f"{len(rules)} of {len(loaded.rules)} rules; profile {loaded.name}")


@policy.command("check")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def policy_check(file: Path) -> None:
    """Validate a custom profile and everything it builds on."""
    from summarizer.policy import check_patterns, load_policy

    loaded = load_policy(file)
    patterns = check_patterns(loaded)
    active = sum(loaded.active(rule) for rule in loaded.rules)
    click.echo(
        f"{file}: profile {loaded.name}: good; {active} rules applied by the program, "
        f"{patterns} patterns, policy {loaded.sha256[:12]}"
    )


def _rule(policy: Policy, rule_id: str) -> Rule:
    try:
        return policy.rule(rule_id.upper())
    except KeyError:
        raise click.UsageError(
            f"there is no rule {rule_id!r}; summarizer policy show lists them"
        ) from None


def _rule_facts(policy: Policy, rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "families": list(rule.families),
        "trigger": rule.trigger,
        "action": rule.action,
        "instruction": rule.instruction,
        "severity": rule.severity,
        "check": rule.check,
        "source": rule.source,
        "provenance": rule.provenance,
        "automatic": rule.automatic,
        "module": rule.module,
        "applied": _state(policy, rule),
    }


def _state(policy: Policy, rule: Rule) -> str:
    if not rule.live:
        return "by people"
    return "yes" if policy.active(rule) else "off in profile"


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
