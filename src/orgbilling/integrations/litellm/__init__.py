"""A plugin of LiteLLM's proxy: each call is held before it runs, and captured after it.

    litellm_settings:
      callbacks: ["orgbilling.integrations.litellm.callback"]

`docs/litellm.md` says who pays, what is charged, and which settings there are.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgbilling.integrations.litellm.plugin import OrgBillingCallback

    callback: OrgBillingCallback


def __getattr__(name: str) -> object:
    # Made when the proxy asks for it: settings that are wrong must keep the proxy from starting.
    if name != "callback":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from orgbilling.integrations.litellm.plugin import OrgBillingCallback
    from orgbilling.integrations.litellm.settings import load_plugin_settings

    made = OrgBillingCallback(load_plugin_settings())
    globals()["callback"] = made
    return made
