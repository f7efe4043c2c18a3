"""The command line: `orgbilling serve`, `worker`, `demo`, `replay`, `replay-gateway`,
`replay-provider`, `ledger verify`, `audit verify|anchor`, `calendar status|resume`,
`prices refresh|status|set`, `db migrate|downgrade|status|url`.

Every error that a user can make or meet is one line on standard error, and exit status 1.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from orgbilling import __version__
from orgbilling.commands import console
from orgbilling.commands.replay import replay
from orgbilling.commands.replay_gateway import replay_gateway, replay_provider
from orgbilling.database import DatabaseUnavailable, MigrationFailed
from orgbilling.ledger.anchors import AnchorUnusable
from orgbilling.settings import SettingsError, load_settings

app = typer.Typer(
    help="Credits and billing for organizations that use AI and API services.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The database: its schema and its address.", no_args_is_help=True)
app.add_typer(db, name="db")
ledger = typer.Typer(help="The ledger.", no_args_is_help=True)
app.add_typer(ledger, name="ledger")
audit = typer.Typer(help="The audit log.", no_args_is_help=True)
app.add_typer(audit, name="audit")
calendar = typer.Typer(help="The calendar: months, resets, invoices.", no_args_is_help=True)
app.add_typer(calendar, name="calendar")
prices = typer.Typer(help="What models cost.", no_args_is_help=True)
app.add_typer(prices, name="prices")
app.command()(replay)
app.command()(replay_gateway)
app.command()(replay_provider)


def main() -> None:
    """Run the command line; what a user can meet becomes one line each, without a traceback."""
    try:
        app()
    except (AnchorUnusable, SettingsError, DatabaseUnavailable, MigrationFailed) as error:
        for line in str(error).splitlines():
            console.complain(line)
        sys.exit(1)
    except KeyboardInterrupt:
        # Ctrl-C before the server runs; everything was closed on the way here.
        sys.exit(130)


@app.callback(invoke_without_command=True)
def common(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Handle what every command shares."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    processes: Annotated[int | None, typer.Option(help="Server processes.")] = None,
) -> None:
    """Start OrgBilling: its database (unless DATABASE_URL is set), its schema, its server."""
    from orgbilling.commands.serve import run_server

    run_server(load_settings(host=host, port=port, processes=processes))


@app.command()
def worker() -> None:
    """Run the jobs (resets, refreshes, webhooks) until stopped."""
    from orgbilling.commands.worker import run_worker

    run_worker(load_settings())


@app.command()
def demo() -> None:
    """Load the demonstration data, unless they are there."""
    from orgbilling.commands.demo import load_demo

    load_demo(load_settings())


@ledger.command()
def verify(
    org: Annotated[str | None, typer.Option(help="One organization: its id or name.")] = None,
) -> None:
    """Recompute every balance from its rows; exit status 1 when one differs."""
    from orgbilling.commands.ledger import verify

    if not verify(load_settings(), org):
        raise typer.Exit(1)


@audit.command(name="verify")
def verify_audit(
    org: Annotated[str | None, typer.Option(help="One organization: its id or name.")] = None,
    anchor: Annotated[
        Path | None, typer.Option(help="A file of anchors to compare the chains with.")
    ] = None,
) -> None:
    """Recompute the seals of the audit log; exit status 1 when one does not hold."""
    from orgbilling.commands.audit import verify

    if not verify(load_settings(), org, anchor):
        raise typer.Exit(1)


@audit.command(name="anchor")
def anchor_audit(
    file: Annotated[Path, typer.Argument(help="Where to add it; best on another machine's disk.")],
) -> None:
    """Write the ends of the audit log's chains outside the database, for `audit verify --anchor`.

    The log is verified first; exit status 1, and nothing written, when it does not hold.
    """
    from orgbilling.commands.audit import anchor

    if not anchor(load_settings(), file):
        raise typer.Exit(1)


@calendar.command(name="status")
def calendar_status() -> None:
    """Say whether the calendar runs; exit status 3 when it stands."""
    from orgbilling.commands.calendar import print_status

    if not print_status(load_settings()):
        raise typer.Exit(3)


@calendar.command()
def resume(
    reason: Annotated[str, typer.Option(help="Why the clock is right; goes into the audit log.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Believe the database's clock, and let the calendar go on."""
    from orgbilling.commands.calendar import resume

    resume(load_settings(), reason, is_sure=yes)


@prices.command()
def refresh(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Bring the prices of the configured models to the published ones; an admin's own stay."""
    from orgbilling.commands.prices import refresh

    refresh(load_settings(), is_dry_run=dry_run)


@prices.command(name="status")
def prices_status(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List every configured model at every upstream: sold or not, why, and by which price; exit
    status 3 when one is not sold."""
    from orgbilling.commands.prices import print_status

    if not print_status(load_settings(), as_json=as_json):
        raise typer.Exit(3)


@prices.command(name="set")
def set_price(
    model: Annotated[str, typer.Argument(help="Name by which clients ask for the model.")],
    file: Annotated[typer.FileText, typer.Argument(help="JSON of the price; - reads the input.")],
) -> None:
    """Begin a new version of a model's price, as the API takes it."""
    from orgbilling.commands.prices import set_typed_price

    if not set_typed_price(load_settings(), model, file.read()):
        raise typer.Exit(1)


@db.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from orgbilling.commands.schema import bring_up_to_date

    bring_up_to_date(load_settings())


@db.command()
def downgrade(
    revision: Annotated[
        str | None, typer.Argument(help="Migration to go back to, or base.")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Undo this many instead.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Undo migrations. What they made is lost, rows included."""
    from orgbilling.commands.schema import go_back

    if (revision is None) == (steps is None):
        console.complain("Say which migration to go back to (or base), or --steps.")
        raise typer.Exit(1)
    if not yes:
        typer.confirm(
            "Tables of the undone migrations are dropped with their rows. Go on?", abort=True
        )
    go_back(load_settings(), revision, steps)


@db.command()
def status() -> None:
    """Say where the database stands; exit status 3 when something is to be migrated."""
    from orgbilling.commands.schema import print_status

    if not print_status(load_settings()):
        raise typer.Exit(3)


@db.command()
def url(
    owner: Annotated[bool, typer.Option("--owner", help="The login that migrates.")] = False,
) -> None:
    """Print the connection string in use (it holds a password), for psql and other tools."""
    from orgbilling.commands.schema import print_url

    print_url(load_settings(), owner=owner)
