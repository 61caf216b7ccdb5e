"""``grader schema``: JSON Schema of the YAML files, so that an editor completes and checks them while they are written."""

from __future__ import annotations

import click

from grader.reading.jsonschema import FILES, schema_text


@click.command()
@click.argument("file", type=click.Choice(sorted(FILES)), required=False)
def schema(file: str | None) -> None:
    """Print the JSON Schema (draft 2020-12) of a YAML file: assignment, grading or course; without a name, of all three.

    An editor's YAML language server takes it from a first line such as

    # yaml-language-server: $schema=../../grader/schemas/grading.json
    """
    click.echo(schema_text(file), nl=False)
