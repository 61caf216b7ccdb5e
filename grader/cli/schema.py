"""``grader schema``: JSON Schema of the YAML files, so that an editor completes and checks them while they are written."""

from __future__ import annotations

import click

from grader.reading.jsonschema import FILES, reference_text, schema_text


@click.command()
@click.argument("file", type=click.Choice(sorted(FILES)), required=False)
@click.option("--text", is_flag=True, help="Every key of all files with what it means, as Markdown.")
def schema(file: str | None, *, text: bool) -> None:
    """Print the JSON Schema (draft 2020-12) of a YAML file: assignment, grading or course; without a name, of all three.

    An editor's YAML language server takes it from a first line such as

    # yaml-language-server: $schema=../../grader/schemas/grading.json

    \b
    grader schema grading
    grader schema --text
    """
    click.echo(reference_text() if text else schema_text(file), nl=False)
