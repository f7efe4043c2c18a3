"""The application: the one file that knows every domain.

`create_app` makes the stand-alone server; `make_router` what another application includes.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from fastapi import APIRouter, FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from orgbilling import __version__
from orgbilling.calendar.heartbeat import running_heartbeat
from orgbilling.credits.routes import router as credit_router
from orgbilling.credits.routes_requests import router as credit_request_router
from orgbilling.dashboards.routes import router as dashboard_router
from orgbilling.database import Database, running_urls
from orgbilling.edge.gate import Gate
from orgbilling.edge.large_bodies import LargeBodies, Room, Turns, attach_large_bodies
from orgbilling.edge.openapi import describe_api
from orgbilling.edge.problems import register_problem_handlers
from orgbilling.edge.rates import attach_admission
from orgbilling.edge.request_ids import RequestIds
from orgbilling.edge.routes import DirectRoutes
from orgbilling.edge.runtime import Runtime, attach_runtime
from orgbilling.gateway.not_offered import NotOffered
from orgbilling.gateway.routes import attach_gateway
from orgbilling.gateway.routes import direct_router as model_router
from orgbilling.gateway.routes import router as gateway_router
from orgbilling.gateway.routes_prices import router as price_router
from orgbilling.gateway.routes_provider_keys import router as provider_key_router
from orgbilling.gateway.routes_upstreams import router as upstream_router
from orgbilling.gateway.running import running_gateway
from orgbilling.gateway.upstreams import load_upstreams
from orgbilling.history.routes import router as history_router
from orgbilling.history.routes_purchases import router as purchase_router
from orgbilling.identity import development
from orgbilling.identity.oidc.methods import attach_sign_in, fix_issuer
from orgbilling.identity.oidc.routes import page_router as sign_in_router
from orgbilling.identity.oidc.routes import router as provider_logout_router
from orgbilling.identity.parties import Parties
from orgbilling.identity.rates import admit
from orgbilling.identity.routes import router as identity_router
from orgbilling.identity.session_routes import router as session_router
from orgbilling.jobs.partitions import make_partitions_at_start
from orgbilling.kernel.clock import SystemClock
from orgbilling.monitoring.logs import configure_logs
from orgbilling.monitoring.requests import MetricsMiddleware, request_metrics
from orgbilling.monitoring.routes import router as monitoring_router
from orgbilling.organizations.audit_routes import router as audit_router
from orgbilling.organizations.invitation_routes import router as invitation_router
from orgbilling.organizations.key_routes import router as key_router
from orgbilling.organizations.limit_routes import router as limit_router
from orgbilling.organizations.member_routes import router as member_router
from orgbilling.organizations.routes import router as organization_router
from orgbilling.settings import Settings, load_settings
from orgbilling.spending.engine import SpendingEngine
from orgbilling.spending.routes import attach_engine, direct_router
from orgbilling.spending.routes import router as spending_router
from orgbilling.subscriptions.routes import router as subscription_router
from orgbilling.subscriptions.routes_invoices import router as invoice_router
from orgbilling.usage.routes import router as usage_router
from orgbilling.web.screens import Screens
from orgbilling.worker import running_worker

DOMAIN_ROUTERS: tuple[APIRouter, ...] = (
    spending_router,
    direct_router,
    model_router,
    gateway_router,
    credit_router,
    credit_request_router,
    usage_router,
    dashboard_router,
    subscription_router,
    invoice_router,
    history_router,
    purchase_router,
    identity_router,
    session_router,
    sign_in_router,
    provider_logout_router,
    invitation_router,
    organization_router,
    member_router,
    key_router,
    limit_router,
    audit_router,
    price_router,
    provider_key_router,
    upstream_router,
)
"""Every domain's routes, the busiest first: routes are tried in this order."""


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    """Make the stand-alone application.

    Settings come from the environment unless given. A given database is used as it is and left
    open; otherwise one is opened when the application starts, and closed when it stops.

    Raises:
        SettingsError: a setting has a value that it cannot have.
    """
    settings = settings or load_settings()
    configure_logs(settings.log_level)
    app = FastAPI(
        title="OrgBilling",
        version=__version__,
        summary="Credits and billing for organizations that use AI and API services.",
        lifespan=_lifespan(settings, database),
        docs_url=None,
        openapi_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Nobody can configure OpenTelemetry in a server that we start, and looking whether somebody
        # did costs every request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    register_problem_handlers(app)
    routers = [*DOMAIN_ROUTERS, monitoring_router]
    if development.is_offered(settings):
        routers.append(development.router)
    for router in routers:
        # Their paths are whole already. Including them would match every request twice a router.
        app.router.routes.extend(router.routes)
    describe_api(app, is_shown=settings.api_description)
    # What no route answers is a page of the screens, or nothing.
    app.router.default = Screens(NotOffered(app.router.default))
    # The last one added is the first one passed.
    app.add_middleware(DirectRoutes, routes=app.router.routes)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(MetricsMiddleware, metrics=request_metrics)
    if settings.trusted_proxies:
        proxies = sorted(settings.trusted_proxies)
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)
    app.add_middleware(RequestIds)
    attach_admission(app, admit)
    _share_large_bodies(app, settings)
    attach_sign_in(app, settings, has_development=development.is_offered(settings))
    if database is not None:
        # Known before the start, for callers that serve without one (tests).
        attach_runtime(app, Runtime(settings, database))
    return app


def make_router() -> APIRouter:
    """Make the router for another FastAPI application: `app.include_router(router)`.

    It brings its own start and stop, which FastAPI joins to the host's: the settings are read and
    the database is opened when the host starts. Development sign-in is not part of it, because
    where the host listens is not ours to know.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        settings = load_settings()
        attach_sign_in(app, settings, has_development=False)
        async with run_services(app, settings, None):
            yield

    router = APIRouter(lifespan=lifespan)
    for domain_router in DOMAIN_ROUTERS:
        router.routes.extend(domain_router.routes)
    return router


def _lifespan(
    settings: Settings, database: Database | None
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with run_services(app, settings, database), _jobs(settings, database):
            yield

    return lifespan


def _jobs(settings: Settings, database: Database | None) -> AbstractAsyncContextManager[None]:
    """Run the jobs beside the server, unless a worker of its own does, or the database is lent."""
    if database is not None or not settings.worker_in_serve:
        return nullcontext()
    return running_worker(settings, _application_url(settings))


@asynccontextmanager
async def run_services(
    app: FastAPI, settings: Settings, database: Database | None
) -> AsyncIterator[None]:
    """Open what requests to `app` share, and close it at the end.

    Raises:
        DatabaseUnavailable: no database is configured and the embedded one does not run.
        DomainError: `StoreUnavailable`: the database does not answer.
        SettingsError: the people of the database are another identity provider's.
    """
    attach_admission(app, admit)
    _share_large_bodies(app, settings)
    if database is not None:
        attach_runtime(app, Runtime(settings, database))
        await fix_issuer(database, settings)
        await make_partitions_at_start(database, SystemClock())
        async with (
            running_heartbeat(database, settings.calendar_max_jump_days),
            run_engine(app, settings, database),
        ):
            yield
        return
    opened = Database(
        _application_url(settings), pool_size=settings.pool_size, timeout_s=settings.pool_timeout_s
    )
    async with opened:
        await fix_issuer(opened, settings)
        await make_partitions_at_start(opened, SystemClock())
        attach_runtime(app, Runtime(settings, opened))
        async with (
            running_heartbeat(opened, settings.calendar_max_jump_days),
            run_engine(app, settings, opened),
        ):
            yield


@asynccontextmanager
async def run_engine(app: FastAPI, settings: Settings, database: Database) -> AsyncIterator[None]:
    """Run the engine that requests to `app` spend through; it answers who waits, then stops."""
    engine = SpendingEngine(
        database.application_url,
        lanes=settings.engine_lanes,
        queue_limit=settings.engine_queue_limit,
        session_idle_s=settings.session_idle_s,
    )
    await engine.start()
    attach_engine(app, engine)
    upstreams = load_upstreams(settings.gateway_upstreams)
    try:
        async with running_gateway(database, engine, upstreams, settings, SystemClock()) as gateway:
            attach_gateway(app, gateway)
            yield
    finally:
        await engine.close()


def _share_large_bodies(app: FastAPI, settings: Settings) -> None:
    room = Room(settings.large_bodies_bytes_max)
    shared = LargeBodies(room, Turns(), Parties().of, settings.json_values_max)
    attach_large_bodies(app, shared)


def _application_url(settings: Settings) -> str:
    if settings.application_database_url is not None:
        return settings.application_database_url.get_secret_value()
    return running_urls(settings).application_url
