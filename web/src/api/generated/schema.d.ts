// Written by `make api` from the description of the API. Do not edit.

export interface paths {
    "/api/v1/org-billing/credits/{org_id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check Credits
         * @description Tell whether a member may spend an amount now. Reserve it to be sure of it.
         */
        post: operations["check_credits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/deduct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deduct Credits
         * @description Spend credits of a member, and record who, what for and what it cost.
         */
        post: operations["deduct_credits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/deduct/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deduct Credits Batch
         * @description Many deducts, each with its own answer, in order; never all or nothing.
         */
        post: operations["deduct_credits_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hold Credits
         * @description Set credits aside before a call runs: its worst case.
         */
        post: operations["hold_credits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/holds/{hold_id}/capture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Capture Hold
         * @description Charge what a held call really cost, and free the rest. Never refused for lack of credits.
         */
        post: operations["capture_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/holds/{hold_id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release Hold
         * @description Give a hold back unused.
         */
        post: operations["release_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Chat Completion
         * @description Answer a conversation, whole or as a stream. Charged to the key's organization.
         */
        post: operations["create_chat_completion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Completion
         * @description Continue a text, whole or as a stream.
         */
        post: operations["create_completion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/embeddings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Embeddings
         * @description Turn texts into vectors.
         */
        post: operations["create_embeddings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Response
         * @description Answer in the shape of the responses API, whole or as a stream.
         */
        post: operations["create_response"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/generations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Images
         * @description Make pictures of a text.
         */
        post: operations["create_images"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audio/speech": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Speech
         * @description Speak a text. The sound is passed on as it comes, or as events.
         */
        post: operations["create_speech"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audio/transcriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Transcription
         * @description Write down what is said in a sound, whole or as a stream.
         */
        post: operations["create_transcription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/moderations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Moderation
         * @description Tell whether texts or pictures are harmful. Free where the model is.
         */
        post: operations["create_moderation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rerank": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Ranks
         * @description Rank documents by a query.
         */
        post: operations["create_ranks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Message
         * @description Answer a conversation in the shape of Anthropic's messages, whole or as a stream.
         */
        post: operations["create_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/count_tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Count Message Tokens
         * @description Count the input tokens of a message, as a call would hold them. Costs nothing.
         */
        post: operations["count_message_tokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Models
         * @description List the models that a call of this key would be served: those of the server's providers and
         *     of the organization's own, by its plan, that have a price. Reading costs nothing.
         */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Model
         * @description Return one of the models that a call of this key would be served; its name may have slashes.
         *     Any other is refused as a call of it.
         */
        get: operations["get_model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Pool
         * @description The organization's pool. Used, held and lifetime figures are for admins.
         */
        get: operations["read_pool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Quote Credits
         * @description What credits cost now; send the amount back as `purchase_amount` to buy at that price.
         */
        get: operations["quote_credits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/add": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Credits
         * @description Buy credits, or grant them.
         *
         *     A system admin grants: the credits are there at once. An admin of the organization buys: the
         *     purchase is pending until it is paid, and its credits land then.
         */
        post: operations["add_credits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/allocate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Allocate Credits
         * @description Give a member more: now, and at each reset. To set an amount instead, PUT it.
         */
        post: operations["allocate_credits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/allocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Allocations
         * @description What members have. A member sees their own alone.
         */
        get: operations["list_allocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/allocations/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Allocation
         * @description Set what a member has, now and after each reset.
         *
         *     Below what is used and held the target falls at once; the rest returns as holds resolve.
         */
        put: operations["set_allocation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/allocations/{user_id}/reclaim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reclaim Credits
         * @description Take free credits of a member back into the pool, for good.
         */
        post: operations["reclaim_credits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/allocations/{user_id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer Credits
         * @description Give free credits of a member to another member, for good.
         *
         *     It is a reclaim and an allocation in one step: both targets move by as much.
         */
        post: operations["transfer_credits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Configure Refresh
         * @description Set the organization's own monthly grant, beside what its plan includes; 0 ends it.
         *
         *     It comes at whole months after the day on which it was first set. System admins only.
         */
        put: operations["configure_refresh"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/usage/{usage_id}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refund Usage
         * @description Give charged credits of one usage back, to the lots they were drawn from. System admins
         *     only.
         */
        post: operations["refund_usage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/lots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Lots
         * @description Where the credits came from and what is left of each inflow, newest first.
         */
        get: operations["list_lots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/lots/{lot_id}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refund Lot
         * @description Take unused credits of one inflow out of the pool, and what was paid for them off the
         *     lifetime figures. System admins only.
         */
        post: operations["refund_lot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Transfers
         * @description Every movement of credits but spending, newest first.
         */
        get: operations["list_transfers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Credit Requests
         * @description What members asked for and what became of it, newest first. A member sees their own.
         */
        get: operations["list_credit_requests"];
        put?: never;
        /**
         * Request Credits
         * @description Ask for more credits for oneself.
         *
         *     While one waits, another is 409 `credit_request_pending`.
         */
        post: operations["request_credits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/requests/{request_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve Credit Request
         * @description Allocate what was asked for, or `credits` instead, and tell the member.
         *
         *     The reset period stays; a first allocation is monthly. When the pool has too little, it is 409
         *     `pool_insufficient` and the request stays pending.
         */
        post: operations["approve_credit_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/requests/{request_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decline Credit Request
         * @description Give nothing, and tell the member. A second decision is 409 `credit_request_decided`.
         */
        post: operations["decline_credit_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/requests/{request_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Withdraw Credit Request
         * @description Take one's own request back.
         */
        post: operations["withdraw_credit_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Credit Usage
         * @description Usage by day, service and member, net of refunds; a plain member sees only their own.
         */
        get: operations["get_credit_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/usage/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Calls
         * @description Every call and refund, newest first, by whom it was made for, its tags and its metadata; a
         *     plain member sees only their own.
         */
        get: operations["list_calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/usage/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Credit Usage
         * @description Every call and refund as a row of CSV, newest first; a plain member gets only their own.
         *
         *     A refund (`kind` is `refund`) has the request id of its call and takes its credits off, so that
         *     the column `credits` adds up to the net usage of the same days.
         */
        get: operations["export_credit_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/billing/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get User Dashboard
         * @description What the signed-in person has and used, in each of their organizations and in all.
         */
        get: operations["get_user_dashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/billing/org/{org_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Organization Dashboard
         * @description An organization's subscription, pool, allocations and usage of 30 days.
         *
         *     A plain member sees only their own allocation and usage, and no lifetime figures.
         */
        get: operations["get_organization_dashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/billing/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get System Dashboard
         * @description Revenue, plans, usage, failed payments, and the organizations in pages.
         *
         *     System admins only. Pages are of organizations; the rest is the same on each.
         */
        get: operations["get_system_dashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Plans
         * @description The plans on offer, cheapest first. Public.
         */
        get: operations["list_plans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Subscription
         * @description Subscribe an organization, at the plan's own price. System admins only.
         *
         *     With a trial the first paid period starts at its end; otherwise it starts, and is invoiced,
         *     now. A second live subscription is 409 `subscription_exists`.
         */
        post: operations["create_subscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Subscription
         * @description The organization's subscription: the live one, else the last that ended.
         *
         *     404 `subscription_not_found` where there never was one.
         */
        get: operations["get_subscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/upgrade": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change Subscription
         * @description Change plan or billing cycle.
         *
         *     A plan with a higher monthly price, or the same plan from monthly to yearly, is an upgrade and
         *     takes effect at once, prorated; anything else is a downgrade and takes effect when the period
         *     ends. The present plan and cycle change nothing, but withdraw what is pending.
         */
        put: operations["change_subscription"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/upgrade/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Subscription Change
         * @description What the change would cost and when it would take effect; nothing of it is written.
         */
        post: operations["preview_subscription_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Subscription
         * @description End the subscription now, or when the period ends. Every credit stays in the pool.
         */
        post: operations["cancel_subscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/past-due": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark Subscription Past Due
         * @description Record by hand that a payment failed: members may spend until the grace ends.
         *
         *     System admins only; the counterpart of the payment system's webhook.
         */
        post: operations["mark_subscription_past_due"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause Subscription
         * @description Stop spending and billing until it is reactivated. System admins only.
         */
        post: operations["pause_subscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reactivate Subscription
         * @description Record by hand that what was open is paid, or end a pause. System admins only.
         */
        post: operations["reactivate_subscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Invoices
         * @description The invoices of all its subscriptions, newest first, and what became of each.
         */
        get: operations["list_invoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Calendar
         * @description The running term, what its months brought, what comes next, what was moved by hand.
         */
        get: operations["get_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/invoices/{invoice_id}/mark-paid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark Invoice Paid
         * @description Record by hand that one invoice is paid. System admins only.
         *
         *     The credits of its months come, and the subscription is active again once none of its invoices
         *     is open. What is paid already stays as it is; a void one is 409 `invoice_void`.
         */
        post: operations["mark_invoice_paid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/invoices/{invoice_id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void Invoice
         * @description Take an open or paid invoice back, for good. System admins only.
         *
         *     What it brought goes out of the pool as far as it is available there, never from members; the
         *     rest is `unrecovered_credits`, and is not owed. Its later months never come. What is void
         *     already stays as it is. No money is paid back by it.
         */
        post: operations["void_invoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/months/{term_id}/{month}/reverse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reverse Month
         * @description Take the credits of one month back, as voiding does; its invoice stays. System admins only.
         *
         *     What is reversed already stays as it is. A month that was skipped, or whose invoice is void, is
         *     409 `nothing_to_take_back`.
         */
        post: operations["reverse_month"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/subscriptions/{org_id}/boundaries/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move Boundary
         * @description Put the next end of the term, reset of a member or own grant elsewhere. System admins only.
         *
         *     Never before now or past the boundary after it. No credits move with it; the boundaries after
         *     it stay on their dates, and a term after a moved end begins there.
         */
        post: operations["move_boundary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/{org_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Billing History
         * @description Invoices, purchases and changes of the subscription, newest first.
         */
        get: operations["list_billing_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/{org_id}/history/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Billing History
         * @description The same events as CSV, all of them; amounts are US dollars.
         */
        get: operations["export_billing_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/purchases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Credit Purchases
         * @description The organization's purchases of credits, newest first.
         */
        get: operations["list_credit_purchases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/purchases/{purchase_id}/mark-paid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark Purchase Paid
         * @description Record by hand that a purchase is paid; its credits land in the pool. System admins only.
         *
         *     Once: what is paid already stays as it is.
         */
        post: operations["mark_purchase_paid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/purchases/{purchase_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Purchase
         * @description Take an order of credits back that is not paid. Admins of the organization.
         *
         *     What is canceled already stays as it is; what is paid is refunded instead.
         */
        post: operations["cancel_purchase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/purchases/{purchase_id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fail Purchase
         * @description Record by hand that the payment of a purchase failed. System admins only.
         *
         *     It is final: whoever wants the credits orders them again.
         */
        post: operations["fail_purchase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/purchases/{purchase_id}/mark-paid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark Purchase Paid By Id
         * @deprecated
         * @description The same as `POST /credits/{org_id}/purchases/{purchase_id}/mark-paid`, which names the
         *     organization: use that.
         */
        post: operations["mark_purchase_paid_by_id"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/purchases/{purchase_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Purchase By Id
         * @deprecated
         * @description The same as `POST /credits/{org_id}/purchases/{purchase_id}/cancel`, which names the
         *     organization: use that.
         */
        post: operations["cancel_purchase_by_id"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/purchases/{purchase_id}/fail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fail Purchase By Id
         * @deprecated
         * @description The same as `POST /credits/{org_id}/purchases/{purchase_id}/fail`, which names the
         *     organization: use that.
         */
        post: operations["fail_purchase_by_id"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Me
         * @description The person who is signed in (or who owns the member key), with their organizations.
         *
         *     A closed organization is not listed; with a member key only the key's own is. A service key
         *     belongs to nobody: 403.
         */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sign In Methods
         * @description How whoever asks can sign in: as a demonstration person, through a provider, or not yet.
         */
        get: operations["list_sign_in_methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Out
         * @description End the session of the cookie. Succeeds also where there is none (any more).
         *
         *     200 where the identity provider is to be told: the browser goes to `end_session_url`.
         */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sessions
         * @description Where one is signed in, the last used first; sessions that are over are not listed.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End One Session
         * @description Sign out there. Somebody else's session, and one that is over, do not exist: 404.
         */
        delete: operations["end_one_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/end-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Other Sessions
         * @description Sign out everywhere else; the session that asks for it stays.
         */
        post: operations["end_other_sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Begin Sign In
         * @description Send the browser to the identity provider.
         *
         *     The sign-in must be finished by the same browser, within ten minutes, once.
         */
        get: operations["begin_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finish Sign In
         * @description Take what the identity provider says of the browser it sends back, and sign the person in.
         *
         *     The session has a new token; one that the browser had until now ends. A browser that reads
         *     pages goes to `/sign-in?problem=<code>` where this fails.
         */
        get: operations["finish_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/backchannel-logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign Out By Provider
         * @description End the sessions that the provider's `logout_token` (a form) names, at once.
         *
         *     OpenID Connect Back-Channel Logout: by session (`sid`), by person (`sub`), or both. A token
         *     works once.
         */
        post: operations["sign_out_by_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept Invitation
         * @description Join an organization; whoever holds the secret may, once.
         */
        post: operations["accept_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/invitations/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Invitation
         * @description What the holder of the secret is invited to; nothing is written.
         *
         *     A POST, so that the secret stays out of addresses and logs.
         */
        post: operations["preview_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Invitations
         * @description Every invitation, newest first.
         */
        get: operations["list_invitations"];
        put?: never;
        /**
         * Create Invitation
         * @description Invite somebody; the link is shown this once.
         */
        post: operations["create_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Invitation
         * @description Withdraw an invitation.
         */
        delete: operations["revoke_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Organizations
         * @description The caller's organizations by name; all of them for a system admin.
         */
        get: operations["list_organizations"];
        put?: never;
        /**
         * Create Organization
         * @description Create an organization; whoever creates it owns it.
         */
        post: operations["create_organization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Organization
         * @description One organization, as its members see it.
         */
        get: operations["get_organization"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update Organization
         * @description Change the name, the time zone or the billing address; what is left out stays.
         *
         *     With the time zone, resets and refreshes move to its midnight; none happens twice.
         */
        patch: operations["update_organization"];
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend Organization
         * @description Stop all spending of an organization, until it is reactivated.
         */
        post: operations["suspend_organization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reactivate Organization
         * @description Let a suspended organization spend again.
         */
        post: operations["reactivate_organization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close Organization
         * @description Close an organization for good: its subscription, keys and invitations end.
         */
        post: operations["close_organization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Members
         * @description The active members, by user id.
         */
        get: operations["list_members"];
        put?: never;
        /**
         * Add Member
         * @description Make an existing user a member; nobody grants a role above their own.
         */
        post: operations["add_member"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Member
         * @description End a membership: what is free returns to the pool, the member's keys stop working.
         */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        /**
         * Change Member Role
         * @description Give a member another role; the last owner stays one.
         */
        patch: operations["change_member_role"];
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave Organization
         * @description End one's own membership; the last owner stays.
         */
        post: operations["leave_organization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Keys
         * @description Keys, newest first, without their secrets: all for an admin, their own for a member.
         */
        get: operations["list_keys"];
        put?: never;
        /**
         * Create Key
         * @description Make a key; the key itself is shown this once. A key makes no keys.
         */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Key
         * @description End a key at once.
         */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Organization Limits
         * @description What the whole organization may be used for: models, addresses, until when, and its tags.
         */
        get: operations["get_organization_limits"];
        /**
         * Set Organization Limits
         * @description Set all that restricts the whole organization, from the next spend on.
         */
        put: operations["set_organization_limits"];
        post?: never;
        /**
         * Remove Organization Limits
         * @description Restrict the whole organization no more; what is set for members and keys stays.
         */
        delete: operations["remove_organization_limits"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/members/{user_id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Member Limits
         * @description What a member may spend, on what and from where, and what is used of it: any member's for an
         *     admin, one's own for a member.
         */
        get: operations["get_member_limits"];
        /**
         * Set Member Limits
         * @description Set all that restricts a member, from the next spend on. What was used in the present day,
         *     week and month counts.
         */
        put: operations["set_member_limits"];
        post?: never;
        /**
         * Remove Member Limits
         * @description Restrict a member no more; what is set for their keys and the organization stays.
         */
        delete: operations["remove_member_limits"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{org_id}/keys/{key_id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Key Limits
         * @description What a key may spend, on what and from where, and what is used of it: any key's for an
         *     admin, one's own key's for a member.
         */
        get: operations["get_key_limits"];
        /**
         * Set Key Limits
         * @description Set all that restricts a key, from the next spend on. What was used in the present day, week
         *     and month counts.
         */
        put: operations["set_key_limits"];
        post?: never;
        /**
         * Remove Key Limits
         * @description Restrict a key no more; what is set for its member and the organization stays.
         */
        delete: operations["remove_key_limits"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/billing/system/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List System Audit Events
         * @description What happened in every organization, and sign-ins, newest first; days are in UTC.
         */
        get: operations["list_system_audit_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/billing/system/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export System Audit Events
         * @description The same events as CSV, all of them.
         */
        get: operations["export_system_audit_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/{org_id}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Audit Events
         * @description What happened in the organization and who did it, newest first.
         */
        get: operations["list_audit_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/{org_id}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Audit Events
         * @description The same events as CSV, all of them.
         */
        get: operations["export_audit_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/models/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Model Prices
         * @description List the present price of every model, by name.
         */
        get: operations["list_model_prices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/models/prices/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Price Versions
         * @description List every version of a model's price, the newest first.
         */
        get: operations["list_price_versions"];
        /**
         * Set Model Price
         * @description Begin a new version of a model's price. What was charged stays charged.
         */
        put: operations["set_model_price"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/models/price-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Price Status
         * @description List every configured model at every upstream: whether it is sold, by which price, and what
         *     the published list says.
         */
        get: operations["list_price_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/{org_id}/models/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Own Prices
         * @description List the present prices that the organization has set for models of its own keys.
         */
        get: operations["list_own_prices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/{org_id}/models/prices/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set Own Model Price
         * @description Begin a new version of the price of a model that only the organization's own provider keys
         *     serve.
         */
        put: operations["set_own_model_price"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/credits/{org_id}/usage/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Usage Receipt
         * @description What one call cost and why, by its request id; a plain member sees only their own.
         */
        get: operations["get_usage_receipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/{org_id}/provider-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Provider Keys
         * @description List the provider keys that the organization brought, newest first; never the keys.
         */
        get: operations["list_provider_keys"];
        put?: never;
        /**
         * Bring Provider Key
         * @description Bring a provider key. It is tried out once, then kept encrypted, and never shown.
         */
        post: operations["bring_provider_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/{org_id}/provider-keys/fall-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Fall Over
         * @description Return whether calls that the organization's own provider keys could not have answered go to
         *     the platform's.
         */
        get: operations["get_fall_over"];
        /**
         * Set Fall Over
         * @description Say whether they do; off unless said. What the platform's keys answer is charged at the
         *     plan's markup for those. 409 `plan_not_hybrid`: on other plans one side alone serves.
         */
        put: operations["set_fall_over"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/{org_id}/provider-keys/{provider_key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Provider Key
         * @description Take a provider key back at once, and erase it.
         */
        delete: operations["revoke_provider_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/org-billing/billing/system/upstreams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Upstreams
         * @description List the upstreams in the order of the file, as the process that answers has read it.
         */
        get: operations["list_upstreams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Health
         * @description Whether the process answers; looks at nothing else.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Readiness
         * @description Whether requests can be served: the database answers and its schema is in place.
         *
         *     It is so with a calendar that stands, too: then the body says since when and why.
         *
         *     The server's processes start only after migrations and demonstration data, so that whoever
         *     answers here has both.
         */
        get: operations["get_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get System Status
         * @description Whether the service works, for status pages; always 200.
         */
        get: operations["get_system_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/dev/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Demo People
         * @description Who can sign in here, and what they are: system admins first, then by name.
         */
        get: operations["list_demo_people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/dev/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign In For Development
         * @description Sign a demonstration person in; the session is in the cookie `session_token`.
         *
         *     A session that the browser already had ends, and the new one has a token of its own.
         */
        post: operations["sign_in_for_development"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AddRequest
         * @description Buy credits (an admin), or grant them (a system admin).
         */
        AddRequest: {
            /**
             * Credits
             * @example 1.5
             */
            credits: number;
            /**
             * Purchase Amount
             * @description US dollars; when given it must be the server's quote.
             */
            purchase_amount?: number | null;
            /** Reason */
            reason?: string | null;
        };
        /**
         * AllocationPreview
         * @description The allocation as it would be.
         */
        AllocationPreview: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** User Id */
            user_id: string;
            /** User Email */
            user_email: string;
            /** User Name */
            user_name: string;
            /**
             * Allocated Credits
             * @example 1250.75
             */
            allocated_credits: number;
            /**
             * Used Credits
             * @example 1250.75
             */
            used_credits: number;
            /**
             * Held Credits
             * @example 1250.75
             */
            held_credits: number;
            /**
             * Remaining Credits
             * @example 1250.75
             */
            remaining_credits: number;
            /**
             * Reset Period
             * @enum {string}
             */
            reset_period: "daily" | "weekly" | "monthly" | "never";
            /** Last Reset Date */
            last_reset_date: string | null;
            /** Next Reset Date */
            next_reset_date: string | null;
            /** Is Active */
            is_active: boolean;
            /** Notes */
            notes: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Target Credits
             * @example 1250.75
             */
            target_credits: number;
            /**
             * Refill Due Credits
             * @example 1250.75
             */
            refill_due_credits: number;
            effects: components["schemas"]["EffectsResponse"];
            /**
             * Used Percent
             * @description Used credits in percent of allocated ones; null where nothing is allocated.
             */
            readonly used_percent: number | null;
        };
        /**
         * AllocationSummary
         * @description What one member has been given; remaining = allocated - used - held.
         */
        AllocationSummary: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** User Id */
            user_id: string;
            /** User Email */
            user_email: string;
            /** User Name */
            user_name: string;
            /**
             * Allocated Credits
             * @example 1250.75
             */
            allocated_credits: number;
            /**
             * Used Credits
             * @example 1250.75
             */
            used_credits: number;
            /**
             * Held Credits
             * @example 1250.75
             */
            held_credits: number;
            /**
             * Remaining Credits
             * @example 1250.75
             */
            remaining_credits: number;
            /**
             * Reset Period
             * @enum {string}
             */
            reset_period: "daily" | "weekly" | "monthly" | "never";
            /** Last Reset Date */
            last_reset_date: string | null;
            /** Next Reset Date */
            next_reset_date: string | null;
            /** Is Active */
            is_active: boolean;
            /** Notes */
            notes: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Used Percent
             * @description Used credits in percent of allocated ones; null where nothing is allocated.
             */
            readonly used_percent: number | null;
        };
        /**
         * AuditEventResponse
         * @description One entry of the audit log.
         */
        AuditEventResponse: {
            /**
             * Audit Id
             * Format: uuid
             */
            audit_id: string;
            /**
             * Occurred At
             * Format: date-time
             */
            occurred_at: string;
            /**
             * Event Type
             * @example org.member.added
             */
            event_type: string;
            /** Actor Id */
            actor_id: string;
            /**
             * Actor Name
             * @description Name of the person or key; null for neither.
             */
            actor_name: string | null;
            /**
             * Actor Kind
             * @enum {string}
             */
            actor_kind: "user" | "member_key" | "service_key" | "system" | "sql";
            /** Subject */
            subject: string | null;
            /**
             * Subject Name
             * @description Name of the person whom it is about.
             */
            subject_name: string | null;
            /**
             * Details
             * @description Figures; a list of two is what was before and what is after.
             */
            details: {
                [key: string]: unknown;
            };
            /**
             * Address
             * @description Network address that the request came from.
             */
            address: string | null;
            /**
             * User Agent
             * @description What the request's program called itself.
             */
            user_agent: string | null;
        };
        /**
         * BalancesResponse
         * @description What an organization, and the members concerned, have at one moment.
         */
        BalancesResponse: {
            pool: components["schemas"]["CreditPoolResponse"];
            allocation: components["schemas"]["UserCreditAllocationResponse"] | null;
            /** @description In a transfer, of the member who receives. */
            to_allocation: components["schemas"]["UserCreditAllocationResponse"] | null;
        };
        /**
         * BatchItemResponse
         * @description The answer that one deduct alone would have got.
         */
        BatchItemResponse: {
            /** Status */
            status: number;
            /** Body */
            body: {
                [key: string]: unknown;
            };
        };
        /**
         * BillingHistoryResponse
         * @description One event. Sums are of cash_usd alone.
         */
        BillingHistoryResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Event Type
             * @enum {string}
             */
            event_type: "invoice_created" | "invoice_paid" | "invoice_failed" | "subscription_created" | "subscription_upgraded" | "subscription_downgraded" | "subscription_canceled" | "credit_purchase" | "credit_refund" | "overage_charged";
            /**
             * Amount
             * @description What the event is about; below 0 for what was given back. Several events of one payment carry it: add up cash_usd.
             * @example 50
             */
            amount: number;
            /**
             * Cash Usd
             * @description Money that came by this event, or went back (below 0). Of the events of one payment exactly one has it.
             */
            cash_usd: number | null;
            /**
             * Cash Event Id
             * @description The event that has the cash_usd of the payment which this one tells of too.
             */
            cash_event_id: string | null;
            /**
             * Currency
             * @example USD
             */
            currency: string;
            /** Payment Status */
            payment_status: ("pending" | "paid" | "failed" | "refunded" | "void" | "none") | null;
            /** Period Start */
            period_start: string | null;
            /** Period End */
            period_end: string | null;
            /** Subscription Id */
            subscription_id: string | null;
            /** Purchase Id */
            purchase_id: string | null;
            /**
             * Purchase Status
             * @description What became of the purchase that it concerns.
             */
            purchase_status: ("pending" | "paid" | "canceled" | "failed" | "expired" | "refunded") | null;
            /**
             * Details
             * @description Plans, proration, reasons.
             */
            details: {
                [key: string]: unknown;
            };
            /** Actor Id */
            actor_id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * BoundaryMove
         * @description Which next boundary goes where, and why. A `reset` is of the member `user_id`.
         */
        BoundaryMove: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "planned_end" | "reset" | "own_grant";
            /** User Id */
            user_id?: string | null;
            /**
             * To
             * Format: date-time
             * @description From now up to the boundary after it.
             */
            to: string;
            /**
             * Reason
             * @example Invoiced twice
             */
            reason: string;
        };
        /**
         * BudgetState
         * @description A budget, and what is used and held of it in the present period.
         */
        BudgetState: {
            /**
             * Kind
             * @description What is limited.
             * @enum {string}
             */
            kind: "member" | "key";
            /**
             * Id
             * @description The member's user id, or the key's id.
             */
            id: string;
            /**
             * Resets At
             * Format: date-time
             * @description When the next period begins, with nothing used.
             */
            resets_at: string;
            /**
             * Period
             * @enum {string}
             */
            period: "day" | "week" | "month";
            /**
             * Limit Credits
             * @example 1250.75
             */
            limit_credits: number;
            /**
             * Used Credits
             * @description Net of refunds.
             * @example 1250.75
             */
            used_credits: number;
            /**
             * Held Credits
             * @description By holds that are open, of whichever period.
             * @example 1250.75
             */
            held_credits: number;
        };
        /**
         * CalendarResponse
         * @description What the calendar of an organization brought, and what it will do next.
         */
        CalendarResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Next Due At
             * @description When anything is due next.
             */
            next_due_at: string | null;
            /** @description The running term, else the last. */
            term: components["schemas"]["TermResponse"] | null;
            /**
             * Included
             * @description The term's months that have started, and its differences, by time.
             */
            included: components["schemas"]["IncludedCreditsResponse"][];
            /**
             * Money Credit Usd
             * @description What is left for the next invoices.
             * @example 50
             */
            money_credit_usd: number;
            own_grant: components["schemas"]["OwnGrantResponse"] | null;
            /**
             * Moves
             * @description The last 50, newest first.
             */
            moves: components["schemas"]["MoveResponse"][];
        };
        /**
         * CalendarStanding
         * @description Whether the calendar is stopped because the clock was doubted: then months, resets and
         *     invoices wait. Since when and why is null while it runs.
         */
        CalendarStanding: {
            /** Is Stopped */
            is_stopped: boolean;
            /**
             * Stopped At
             * @description By the clock that is doubted.
             */
            stopped_at: string | null;
            /**
             * Reason
             * @description clock_jump: far past what the database knew last; heartbeat_jump: further between two heartbeats than the process's own clock.
             */
            reason: ("clock_jump" | "heartbeat_jump") | null;
        };
        /**
         * CallResponse
         * @description One call, or a refund of one, which has the request id of its call and takes its credits
         *     off.
         */
        CallResponse: {
            /**
             * Time
             * Format: date-time
             */
            time: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "usage" | "refund";
            /** User Email */
            user_email: string;
            /** User Name */
            user_name: string;
            /** Service Type */
            service_type: string;
            /** Service Name */
            service_name: string | null;
            /** Model */
            model: string | null;
            /**
             * Credits
             * @description Below 0 for a refund.
             * @example 1250.75
             */
            credits: number;
            /**
             * Refunded Credits
             * @description Of a refund; 0 for a call.
             * @example 1250.75
             */
            refunded_credits: number;
            /** Api Cost Usd */
            api_cost_usd: number | null;
            /** Markup Usd */
            markup_usd: number | null;
            /** Request Id */
            request_id: string;
            /**
             * End User
             * @description For whom the call says that it was made.
             */
            end_user: string | null;
            /**
             * Tags
             * @description Those of the call, its key, its member and the organization.
             */
            tags: string[];
            /**
             * Metadata
             * @description All that is kept of the call, of a platform's upstream its label.
             */
            metadata: {
                [key: string]: unknown;
            };
        };
        /**
         * CaptureResponse
         * @description What a held call cost: from the allocation, back to it, and past every limit.
         */
        CaptureResponse: {
            /**
             * Usage Id
             * Format: uuid
             */
            usage_id: string;
            /**
             * Captured Credits
             * @example 1250.75
             */
            captured_credits: number;
            /**
             * Released Credits
             * @example 1250.75
             */
            released_credits: number;
            /**
             * Uncollected Credits
             * @example 1250.75
             */
            uncollected_credits: number;
            /**
             * Remaining Credits
             * @example 1250.75
             */
            remaining_credits: number;
            /** Replayed */
            replayed: boolean;
        };
        /**
         * CheckRequest
         * @description May this member spend this much now?
         */
        CheckRequest: {
            /**
             * User Id
             * @example u-mona
             */
            user_id: string;
            /**
             * Credits
             * @example 1.5
             */
            credits: number;
        };
        /**
         * CheckResponse
         * @description Whether it may be spent; which limit would refuse.
         */
        CheckResponse: {
            /** Sufficient */
            sufficient: boolean;
            /**
             * Remaining Credits
             * @example 1250.75
             */
            remaining_credits: number;
            /** Blocked By */
            blocked_by: ("allocation" | "pool" | "subscription" | "organization" | "budget") | null;
            /** @description The budget that would refuse; left out where none would. */
            limit?: components["schemas"]["BudgetState"] | null;
        };
        /**
         * CountedTokens
         * @description The input tokens of a message at worst, in Anthropic's shape.
         */
        CountedTokens: {
            /** Input Tokens */
            input_tokens: number;
        };
        /**
         * CreditPoolResponse
         * @description The shared pool. Lifetime figures are null for a plain member.
         */
        CreditPoolResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Org Name */
            org_name: string;
            /**
             * Total Credits
             * @example 1250.75
             */
            total_credits: number;
            /**
             * Allocated Credits
             * @example 1250.75
             */
            allocated_credits: number;
            /**
             * Used Credits
             * @example 1250.75
             */
            used_credits: number;
            /**
             * Held Credits
             * @example 1250.75
             */
            held_credits: number;
            /**
             * Available Credits
             * @example 1250.75
             */
            available_credits: number;
            /**
             * Monthly Refresh Amount
             * @description Own monthly grant and what the plan includes, together.
             * @example 1250.75
             */
            monthly_refresh_amount: number;
            /**
             * Own Monthly Credits
             * @description The organization's own monthly grant.
             * @example 1250.75
             */
            own_monthly_credits: number;
            /**
             * Included Monthly Credits
             * @description What the plan includes a month, as of its running term.
             * @example 1250.75
             */
            included_monthly_credits: number;
            /** Last Refresh Date */
            last_refresh_date: string | null;
            /** Next Refresh Date */
            next_refresh_date: string | null;
            /** Allow Overage */
            allow_overage: boolean;
            /**
             * Overage Limit
             * @example 1250.75
             */
            overage_limit: number;
            /** Lifetime Purchased Credits */
            lifetime_purchased_credits: number | null;
            /** Lifetime Spent Amount */
            lifetime_spent_amount: number | null;
        };
        /**
         * CreditRequestApproval
         * @description How much is given; what was asked for when left out. The note is shown to the member.
         */
        CreditRequestApproval: {
            /** Credits */
            credits?: number | null;
            /** Note */
            note?: string | null;
        };
        /**
         * CreditRequestCreate
         * @description How much more a member asks for, and what for.
         */
        CreditRequestCreate: {
            /**
             * Credits
             * @example 1.5
             */
            credits: number;
            /**
             * Reason
             * @example The quarterly report needs more summaries.
             */
            reason: string;
        };
        /**
         * CreditRequestDecision
         * @description What the member is told.
         */
        CreditRequestDecision: {
            /** Note */
            note?: string | null;
        };
        /**
         * CreditRequestPreview
         * @description The request as it would be.
         */
        CreditRequestPreview: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** User Id */
            user_id: string;
            /** User Email */
            user_email: string;
            /** User Name */
            user_name: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "approved" | "declined" | "withdrawn";
            /**
             * Requested Credits
             * @example 1250.75
             */
            requested_credits: number;
            /** Reason */
            reason: string;
            /**
             * Decided Credits
             * @description What was given; null unless approved.
             */
            decided_credits: number | null;
            /** Decided By */
            decided_by: string | null;
            /** Decided By Name */
            decided_by_name: string | null;
            /** Decided At */
            decided_at: string | null;
            /** Decision Note */
            decision_note: string | null;
            /**
             * Allocated Credits
             * @description The member's now; 0 without an allocation.
             * @example 1250.75
             */
            allocated_credits: number;
            /**
             * Remaining Credits
             * @description The member's now.
             * @example 1250.75
             */
            remaining_credits: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            effects: components["schemas"]["EffectsResponse"];
        };
        /**
         * CreditRequestResponse
         * @description A member's request, what became of it, and what the member has now.
         */
        CreditRequestResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** User Id */
            user_id: string;
            /** User Email */
            user_email: string;
            /** User Name */
            user_name: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "approved" | "declined" | "withdrawn";
            /**
             * Requested Credits
             * @example 1250.75
             */
            requested_credits: number;
            /** Reason */
            reason: string;
            /**
             * Decided Credits
             * @description What was given; null unless approved.
             */
            decided_credits: number | null;
            /** Decided By */
            decided_by: string | null;
            /** Decided By Name */
            decided_by_name: string | null;
            /** Decided At */
            decided_at: string | null;
            /** Decision Note */
            decision_note: string | null;
            /**
             * Allocated Credits
             * @description The member's now; 0 without an allocation.
             * @example 1250.75
             */
            allocated_credits: number;
            /**
             * Remaining Credits
             * @description The member's now.
             * @example 1250.75
             */
            remaining_credits: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * CreditUsageStatsResponse
         * @description Usage over whole days of the organization's time zone, today included, net of refunds.
         *
         *     A refund belongs to the day on which it was made, and to the member and service of its usage.
         *     A plain member sees only their own.
         */
        CreditUsageStatsResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Total Credits Used
             * @example 1250.75
             */
            total_credits_used: number;
            /**
             * Refunded Credits
             * @description What was given back; the net figure beside it is already less by this.
             * @example 1250.75
             */
            refunded_credits: number;
            /**
             * User Count
             * @description Members who spent.
             */
            user_count: number;
            /** Total Requests */
            total_requests: number;
            /**
             * Service Breakdown
             * @description Credits by service type, largest first.
             * @example {
             *       "llm": 120.5
             *     }
             */
            service_breakdown: {
                [key: string]: number;
            };
            /**
             * Top Users
             * @description Who spent most; ten at most.
             */
            top_users: components["schemas"]["UserUsage"][];
            /**
             * Daily
             * @description Every day of the range, oldest first.
             */
            daily: components["schemas"]["DayUsage"][];
            /**
             * Date Range Start
             * Format: date
             */
            date_range_start: string;
            /**
             * Date Range End
             * Format: date
             * @description The organization's today.
             */
            date_range_end: string;
        };
        /**
         * DayUsage
         * @description What was spent on one local day, net of what was refunded on it; 0 where nothing was.
         *
         *     It is below 0 where more was refunded, of usage of days before.
         */
        DayUsage: {
            /**
             * Date
             * Format: date
             */
            date: string;
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /**
             * Refunded Credits
             * @description What was given back; the net figure beside it is already less by this.
             * @example 1250.75
             */
            refunded_credits: number;
            /** Requests */
            requests: number;
        };
        /**
         * DeductResponse
         * @description What was spent.
         */
        DeductResponse: {
            /**
             * Usage Id
             * Format: uuid
             */
            usage_id: string;
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /**
             * Remaining Credits
             * @example 1250.75
             */
            remaining_credits: number;
            /** Replayed */
            replayed: boolean;
        };
        /**
         * DemoPerson
         * @description Somebody whom development sign-in signs in.
         */
        DemoPerson: {
            /** User Id */
            user_id: string;
            /** Email */
            email: string;
            /** Name */
            name: string;
            /** Is System Admin */
            is_system_admin: boolean;
            /** Organizations */
            organizations: components["schemas"]["MembershipResponse"][];
        };
        /**
         * DevelopmentSignIn
         * @description Whom to sign in: the address of one of the demonstration people.
         */
        DevelopmentSignIn: {
            /**
             * Email
             * @example mona@example.org
             */
            email: string;
        };
        /**
         * EffectsResponse
         * @description What a verb changes: the balances as they are, and as they would be.
         */
        EffectsResponse: {
            before: components["schemas"]["BalancesResponse"];
            after: components["schemas"]["BalancesResponse"];
        };
        /**
         * EndSessionResponse
         * @description Where the browser goes next, so that the identity provider signs the person out too.
         */
        EndSessionResponse: {
            /** End Session Url */
            end_session_url: string;
        };
        /**
         * EndedSessions
         * @description How many sessions have ended.
         */
        EndedSessions: {
            /**
             * Ended
             * @example 2
             */
            ended: number;
        };
        /**
         * FallOver
         * @description Whether calls that the organization's own provider keys could not have answered may go to the
         *     platform's, at the plan's markup for those.
         */
        FallOver: {
            /** Falls Over */
            falls_over: boolean;
        };
        /**
         * FallOverResponse
         * @description Whether own provider keys fall over to the platform's.
         */
        FallOverResponse: {
            /** Falls Over */
            falls_over: boolean;
        };
        /**
         * FeePrice
         * @description What something that is no tokens costs.
         */
        FeePrice: {
            /**
             * Usd
             * @example 0.15
             */
            usd: number;
            /**
             * Per
             * @description For how many of them the price is.
             * @default 1
             */
            per: number;
            /**
             * Least
             * @description So many are charged at least, where there are any.
             * @default 0
             */
            least: number;
        };
        /**
         * FieldError
         * @description One reason why a request was refused.
         */
        FieldError: {
            /**
             * Field
             * @description Name of the member, parameter or header.
             */
            field: string;
            /**
             * Message
             * @description What it must be.
             */
            message: string;
        };
        /** HTTPValidationError */
        HTTPValidationError: {
            /** Detail */
            detail?: components["schemas"]["ValidationError"][];
        };
        /**
         * HealthResponse
         * @description The process answers.
         */
        HealthResponse: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status: "ok";
        };
        /**
         * HoldResponse
         * @description What was set aside, and until when.
         */
        HoldResponse: {
            /**
             * Hold Id
             * Format: uuid
             */
            hold_id: string;
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Remaining Credits
             * @example 1250.75
             */
            remaining_credits: number;
            /** Replayed */
            replayed: boolean;
        };
        /**
         * IncludedCreditsResponse
         * @description A month of a term, or the difference of an upgrade, and what became of its credits.
         */
        IncludedCreditsResponse: {
            /**
             * Term Id
             * Format: uuid
             */
            term_id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "month" | "difference";
            /**
             * Number
             * @description Of the month in its term; of a difference its row's.
             */
            number: number;
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /**
             * Due At
             * Format: date-time
             */
            due_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "due" | "brought" | "skipped" | "void" | "reversed";
            /**
             * Invoice Id
             * @description The invoice whose voiding takes it back.
             */
            invoice_id: string | null;
            /** Brought At */
            brought_at: string | null;
            /**
             * Taken Back Credits
             * @example 1250.75
             */
            taken_back_credits: number;
            /**
             * Unrecovered Credits
             * @description What could not be taken back, because it was allocated or used; not owed.
             * @example 1250.75
             */
            unrecovered_credits: number;
            /** Ended At */
            ended_at: string | null;
            /** Ended By */
            ended_by: string | null;
            /** End Reason */
            end_reason: string | null;
        };
        /**
         * InvitationAccept
         * @description The secret of an invitation.
         */
        InvitationAccept: {
            /**
             * Token
             * @example ob_inv_…
             */
            token: string;
        };
        /**
         * InvitationCreate
         * @description Whom to invite, as what, and for how long.
         */
        InvitationCreate: {
            /**
             * Email
             * @example mona@example.org
             */
            email: string;
            /**
             * Role
             * @default member
             * @enum {string}
             */
            role: "admin" | "billing_admin" | "member";
            /**
             * Valid Days
             * @default 7
             */
            valid_days: number;
        };
        /**
         * InvitationCreatedResponse
         * @description An invitation with its secret, which is shown this once.
         */
        InvitationCreatedResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Invitation Id
             * Format: uuid
             */
            invitation_id: string;
            /** Email */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "billing_admin" | "member";
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "accepted" | "revoked" | "expired";
            /** Invited By */
            invited_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Accepted At */
            accepted_at: string | null;
            /** Accepted By */
            accepted_by: string | null;
            /**
             * Token
             * @description What the invited person sends to accept.
             */
            token: string;
            /**
             * Link
             * @description Path of the screen that accepts.
             * @example /join#ob_inv_…
             */
            link: string;
        };
        /**
         * InvitationPreviewResponse
         * @description What whoever holds the secret of an invitation is invited to.
         */
        InvitationPreviewResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Org Name */
            org_name: string;
            /**
             * Email
             * @description Whom it was made for.
             */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "billing_admin" | "member";
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "accepted" | "revoked" | "expired";
            /** Invited By Name */
            invited_by_name: string | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Is Member
             * @description Whether the caller belongs to the organization already.
             */
            is_member: boolean;
        };
        /**
         * InvitationResponse
         * @description An invitation, without its secret.
         */
        InvitationResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Invitation Id
             * Format: uuid
             */
            invitation_id: string;
            /** Email */
            email: string;
            /**
             * Role
             * @enum {string}
             */
            role: "admin" | "billing_admin" | "member";
            /**
             * Status
             * @enum {string}
             */
            status: "open" | "accepted" | "revoked" | "expired";
            /** Invited By */
            invited_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Accepted At */
            accepted_at: string | null;
            /** Accepted By */
            accepted_by: string | null;
        };
        /**
         * InvoiceResponse
         * @description An invoice. amount = price - unused - money credit, never below 0.
         */
        InvoiceResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Subscription Id
             * Format: uuid
             */
            subscription_id: string;
            /**
             * Term Id
             * Format: uuid
             */
            term_id: string;
            /**
             * Kind
             * @description Of a whole term, or of an upgrade within it.
             * @enum {string}
             */
            kind: "period" | "proration";
            /** Plan */
            plan: string | null;
            /** Period Start */
            period_start: string | null;
            /** Period End */
            period_end: string | null;
            /**
             * Price Usd
             * @example 50
             */
            price_usd: number;
            /**
             * Unused Usd
             * @description What was left of the term before, given back by it.
             * @example 50
             */
            unused_usd: number;
            /**
             * Money Credit Usd
             * @description Money credit that was taken off.
             * @example 50
             */
            money_credit_usd: number;
            /**
             * Amount Usd
             * @description To pay.
             * @example 50
             */
            amount_usd: number;
            /**
             * Status
             * @description `failed` is still open: a payment failed.
             * @enum {string}
             */
            status: "open" | "failed" | "paid" | "void";
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Paid At */
            paid_at: string | null;
            /** Paid By */
            paid_by: string | null;
            /** Voided At */
            voided_at: string | null;
            /** Voided By */
            voided_by: string | null;
            /** Void Reason */
            void_reason: string | null;
            /**
             * Brought Credits
             * @description Credits that came by it, all together.
             * @example 1250.75
             */
            brought_credits: number;
            /**
             * Taken Back Credits
             * @description What of them went out of the pool again.
             * @example 1250.75
             */
            taken_back_credits: number;
            /**
             * Unrecovered Credits
             * @description What could not be taken back, because it was allocated or used; not owed.
             * @example 1250.75
             */
            unrecovered_credits: number;
        };
        /**
         * JoinedOrganizationResponse
         * @description One of the user's organizations. Plan and price are null where there is no subscription.
         */
        JoinedOrganizationResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Org Name */
            org_name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "billing_admin" | "member";
            /** Subscription Plan */
            subscription_plan: string | null;
            /** Monthly Price */
            monthly_price: number | null;
            /** Subscription Status */
            subscription_status: ("trialing" | "active" | "past_due" | "canceled" | "paused") | null;
            /**
             * Allocated Credits
             * @example 1250.75
             */
            allocated_credits: number;
            /**
             * Used Credits
             * @example 1250.75
             */
            used_credits: number;
            /**
             * Held Credits
             * @example 1250.75
             */
            held_credits: number;
            /**
             * Remaining Credits
             * @example 1250.75
             */
            remaining_credits: number;
            /** Reset Period */
            reset_period: ("daily" | "weekly" | "monthly" | "never") | null;
            /** Next Reset Date */
            next_reset_date: string | null;
            /**
             * Is Active
             * @description Whether there is an allocation to spend from.
             */
            is_active: boolean;
            /** @description What was asked for and waits. */
            pending_request: components["schemas"]["PendingRequest"] | null;
            /**
             * Total Credits Used Last 30 Days
             * @example 1250.75
             */
            total_credits_used_last_30_days: number;
            /**
             * Refunded Credits Last 30 Days
             * @description What was given back; the net figure beside it is already less by this.
             * @example 1250.75
             */
            refunded_credits_last_30_days: number;
            /** Request Count Last 30 Days */
            request_count_last_30_days: number;
            /**
             * Daily Usage Last 30 Days
             * @description The caller's own, every UTC day up to today, oldest first.
             */
            daily_usage_last_30_days: components["schemas"]["DayUsage"][];
            /**
             * Used Percent
             * @description Used credits in percent of allocated ones; null where nothing is allocated.
             */
            readonly used_percent: number | null;
        };
        /**
         * KeyCreate
         * @description A key for programs; `member` spends one's own allocation, `service` any member's.
         */
        KeyCreate: {
            /**
             * Name
             * @example Acme Research
             */
            name: string;
            /**
             * Kind
             * @default member
             * @enum {string}
             */
            kind: "member" | "service";
            /** Expires At */
            expires_at?: string | null;
            /**
             * Scopes
             * @description read: what keys of this kind may read; spend: check, deduct, hold, and calls to models with a member key.
             */
            scopes?: ("read" | "spend")[];
            /** @description What restricts it from the start; only an admin sets limits. */
            limits?: components["schemas"]["SpendingLimitsRequest"] | null;
        };
        /**
         * KeyCreatedResponse
         * @description A key with its secret, which is shown this once.
         */
        KeyCreatedResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Key Id
             * Format: uuid
             */
            key_id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "member" | "service";
            /** User Id */
            user_id: string | null;
            /**
             * User Name
             * @description Whose key it is; null for a service key.
             */
            user_name: string | null;
            /** Name */
            name: string;
            /** Key Prefix */
            key_prefix: string;
            /** Created By */
            created_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Last Used At */
            last_used_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Scopes */
            scopes: ("read" | "spend")[];
            /**
             * Key
             * @description Send it as Authorization: Bearer.
             */
            key: string;
        };
        /**
         * KeyResponse
         * @description A key, without its secret.
         */
        KeyResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Key Id
             * Format: uuid
             */
            key_id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "member" | "service";
            /** User Id */
            user_id: string | null;
            /**
             * User Name
             * @description Whose key it is; null for a service key.
             */
            user_name: string | null;
            /** Name */
            name: string;
            /** Key Prefix */
            key_prefix: string;
            /** Created By */
            created_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /** Last Used At */
            last_used_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
            /** Scopes */
            scopes: ("read" | "spend")[];
        };
        /**
         * ListedOrganization
         * @description An organization with its plan (null without one) and what it has and paid.
         */
        ListedOrganization: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Org Name */
            org_name: string;
            /**
             * Org Status
             * @enum {string}
             */
            org_status: "active" | "suspended" | "closed";
            /** Subscription Plan */
            subscription_plan: string | null;
            /** Monthly Price */
            monthly_price: number | null;
            /** Billing Cycle */
            billing_cycle: ("monthly" | "yearly") | null;
            /** Subscription Status */
            subscription_status: ("trialing" | "active" | "past_due" | "canceled" | "paused") | null;
            /** Current Period End */
            current_period_end: string | null;
            /**
             * Total Credits
             * @example 1250.75
             */
            total_credits: number;
            /**
             * Used Credits
             * @example 1250.75
             */
            used_credits: number;
            /** Member Count */
            member_count: number;
            /**
             * Lifetime Spent
             * @description US dollars paid for credits.
             * @example 50
             */
            lifetime_spent: number;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * LotResponse
         * @description One inflow of credits, and what is left of it.
         */
        LotResponse: {
            /**
             * Lot Id
             * Format: uuid
             */
            lot_id: string;
            /**
             * Source
             * @enum {string}
             */
            source: "purchase" | "grant" | "refresh" | "refund" | "opening";
            /**
             * Amount
             * @example 1250.75
             */
            amount: number;
            /**
             * Used Credits
             * @description Settled use; refunds are not taken off.
             * @example 1250.75
             */
            used_credits: number;
            /**
             * Restored Credits
             * @description What refunds of usage gave back of it.
             * @example 1250.75
             */
            restored_credits: number;
            /**
             * Out Credits
             * @example 1250.75
             */
            out_credits: number;
            /**
             * Left Credits
             * @example 1250.75
             */
            left_credits: number;
            /**
             * Price Paid Usd
             * @example 50
             */
            price_paid_usd: number;
            /** Expires At */
            expires_at: string | null;
            /** Purchase Id */
            purchase_id: string | null;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
        };
        /**
         * MeResponse
         * @description The person whose credential was presented, with the organizations they belong to.
         */
        MeResponse: {
            /**
             * User Id
             * @example demo-mona
             */
            user_id: string;
            /**
             * Email
             * @example mona@example.org
             */
            email: string;
            /**
             * Name
             * @example Mona Member
             */
            name: string;
            /** Is System Admin */
            is_system_admin: boolean;
            /** Organizations */
            organizations: components["schemas"]["MembershipResponse"][];
        };
        /**
         * MemberAdd
         * @description An existing user, by id or by e-mail address, and their role.
         */
        MemberAdd: {
            /** User Id */
            user_id?: string | null;
            /** Email */
            email?: string | null;
            /**
             * Role
             * @default member
             * @enum {string}
             */
            role: "owner" | "admin" | "billing_admin" | "member";
        };
        /**
         * MemberResponse
         * @description Somebody who belongs to an organization.
         */
        MemberResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** User Id */
            user_id: string;
            /** User Email */
            user_email: string;
            /** User Name */
            user_name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "billing_admin" | "member";
            /**
             * Joined At
             * Format: date-time
             */
            joined_at: string;
        };
        /**
         * MemberRoleChange
         * @description The member's new role.
         */
        MemberRoleChange: {
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "billing_admin" | "member";
        };
        /**
         * MemberTransferResponse
         * @description What went from one member to another, and what both have now.
         */
        MemberTransferResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * User Id
             * @description Who gave.
             */
            user_id: string;
            /**
             * To User Id
             * @description Who received.
             */
            to_user_id: string;
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /** @description Of the one who gave. */
            allocation: components["schemas"]["UserCreditAllocationResponse"];
            /** @description Of the one who received. */
            to_allocation: components["schemas"]["UserCreditAllocationResponse"];
        };
        /**
         * MembershipResponse
         * @description One organization of a person, and what they are there.
         */
        MembershipResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Org Name
             * @example Acme Research
             */
            org_name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "billing_admin" | "member";
        };
        /**
         * MessagesError
         * @description What failed under `/v1/messages`, as Anthropic's clients read it. Compare `code`.
         */
        MessagesError: {
            /**
             * Type
             * @example not_found_error
             */
            type: string;
            /**
             * Message
             * @example There is no such model, or not for you.
             */
            message: string;
            /**
             * Code
             * @example model_not_found
             */
            code?: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * MessagesFailure
         * @description A failure under `/v1/messages`.
         */
        MessagesFailure: {
            /**
             * Type
             * @constant
             */
            type: "error";
            error: components["schemas"]["MessagesError"];
            /** Request Id */
            request_id: string | null;
        };
        /**
         * ModelError
         * @description What failed under `/v1`, as OpenAI's clients read it. Compare `code`.
         */
        ModelError: {
            /**
             * Message
             * @example There is no such model, or not for you.
             */
            message: string;
            /**
             * Type
             * @example invalid_request_error
             */
            type: string;
            /**
             * Param
             * @description The member of the body that is wrong, if one is.
             */
            param: string | null;
            /**
             * Code
             * @example model_not_found
             */
            code: string;
            /** Request Id */
            request_id: string | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ModelFailure
         * @description A failure under `/v1`.
         */
        ModelFailure: {
            error: components["schemas"]["ModelError"];
        };
        /**
         * ModelLimits
         * @description Where OpenRouter's clients look for a model's limits, in tokens.
         */
        ModelLimits: {
            /** Context Length */
            context_length?: number | null;
            /** Max Completion Tokens */
            max_completion_tokens?: number | null;
        };
        /**
         * ModelPriceRequest
         * @description A new version of a model's price.
         */
        ModelPriceRequest: {
            /**
             * Input Usd Per Million
             * @description US dollars per million tokens.
             * @example 0.15
             */
            input_usd_per_million: number;
            /**
             * Output Usd Per Million
             * @description US dollars per million tokens.
             * @example 0.15
             */
            output_usd_per_million: number;
            /** Cached Input Usd Per Million */
            cached_input_usd_per_million?: number | null;
            /** Cache Write Usd Per Million */
            cache_write_usd_per_million?: number | null;
            /** Audio Input Usd Per Million */
            audio_input_usd_per_million?: number | null;
            /** Audio Output Usd Per Million */
            audio_output_usd_per_million?: number | null;
            /** Output Tokens Max */
            output_tokens_max?: number | null;
            /** @description What else a call is charged by. */
            parts?: components["schemas"]["PricePartsBody"] | null;
            /**
             * Valid From
             * @description From when on; now unless given. Never in the past.
             */
            valid_from?: string | null;
        };
        /**
         * ModelPriceResponse
         * @description One version of a model's price.
         */
        ModelPriceResponse: {
            /**
             * Price Id
             * Format: uuid
             */
            price_id: string;
            /**
             * Model
             * @example gpt-4o-mini
             */
            model: string;
            /**
             * Valid From
             * Format: date-time
             */
            valid_from: string;
            /**
             * Input Usd Per Million
             * @example 50
             */
            input_usd_per_million: number;
            /**
             * Output Usd Per Million
             * @example 50
             */
            output_usd_per_million: number;
            /** Cached Input Usd Per Million */
            cached_input_usd_per_million: number | null;
            /** Cache Write Usd Per Million */
            cache_write_usd_per_million: number | null;
            /** Audio Input Usd Per Million */
            audio_input_usd_per_million: number | null;
            /** Audio Output Usd Per Million */
            audio_output_usd_per_million: number | null;
            /** Output Tokens Max */
            output_tokens_max: number | null;
            /**
             * Parts
             * @description What else a call is charged by, as it was set; null: nothing.
             */
            parts: {
                /**
                 * Rates
                 * @description US dollars per million tokens, by what they are.
                 */
                rates?: {
                    [key: string]: number;
                };
                /** Tiers */
                tiers?: {
                    /**
                     * Above Tokens
                     * @example 200000
                     */
                    above_tokens: number;
                    /**
                     * Rates
                     * @description US dollars per million tokens, by what they are.
                     */
                    rates: {
                        [key: string]: number;
                    };
                }[];
                /**
                 * Fees
                 * @description US dollars each, or for so many; request is what each call costs once.
                 * @example {
                 *       "web_search": 0.01
                 *     }
                 */
                fees?: {
                    [key: string]: number | {
                        /**
                         * Usd
                         * @example 0.15
                         */
                        usd: number;
                        /**
                         * Per
                         * @description For how many of them the price is.
                         * @default 1
                         */
                        per: number;
                        /**
                         * Least
                         * @description So many are charged at least, where there are any.
                         * @default 0
                         */
                        least: number;
                    };
                };
                /** Windows */
                windows?: {
                    /**
                     * Rates
                     * @description US dollars per million tokens, by what they are.
                     */
                    rates?: {
                        [key: string]: number;
                    };
                    /** Tiers */
                    tiers?: {
                        /**
                         * Above Tokens
                         * @example 200000
                         */
                        above_tokens: number;
                        /**
                         * Rates
                         * @description US dollars per million tokens, by what they are.
                         */
                        rates: {
                            [key: string]: number;
                        };
                    }[];
                    /**
                     * Fees
                     * @description US dollars each, or for so many; request is what each call costs once.
                     * @example {
                     *       "web_search": 0.01
                     *     }
                     */
                    fees?: {
                        [key: string]: number | {
                            /**
                             * Usd
                             * @example 0.15
                             */
                            usd: number;
                            /**
                             * Per
                             * @description For how many of them the price is.
                             * @default 1
                             */
                            per: number;
                            /**
                             * Least
                             * @description So many are charged at least, where there are any.
                             * @default 0
                             */
                            least: number;
                        };
                    };
                    /**
                     * Since
                     * @description From this date on (UTC).
                     * @example 2027-01-31
                     */
                    since?: string | null;
                    /**
                     * Begins
                     * @description From this hour of the day on (UTC).
                     */
                    begins?: string | null;
                    /**
                     * Ends
                     * @description Until this hour, perhaps of the next day (UTC).
                     */
                    ends?: string | null;
                    /**
                     * Days
                     * @description On these days only (UTC); Monday is 1.
                     */
                    days?: number[];
                }[];
                /**
                 * Service Tiers
                 * @example {
                 *       "flex": [
                 *         {
                 *           "rates": {
                 *             "input": 0.625,
                 *             "output": 5
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                service_tiers?: {
                    [key: string]: {
                        /**
                         * Rates
                         * @description US dollars per million tokens, by what they are.
                         */
                        rates?: {
                            [key: string]: number;
                        };
                        /** Tiers */
                        tiers?: {
                            /**
                             * Above Tokens
                             * @example 200000
                             */
                            above_tokens: number;
                            /**
                             * Rates
                             * @description US dollars per million tokens, by what they are.
                             */
                            rates: {
                                [key: string]: number;
                            };
                        }[];
                        /**
                         * Fees
                         * @description US dollars each, or for so many; request is what each call costs once.
                         * @example {
                         *       "web_search": 0.01
                         *     }
                         */
                        fees?: {
                            [key: string]: number | {
                                /**
                                 * Usd
                                 * @example 0.15
                                 */
                                usd: number;
                                /**
                                 * Per
                                 * @description For how many of them the price is.
                                 * @default 1
                                 */
                                per: number;
                                /**
                                 * Least
                                 * @description So many are charged at least, where there are any.
                                 * @default 0
                                 */
                                least: number;
                            };
                        };
                        /**
                         * Since
                         * @description From this date on (UTC).
                         * @example 2027-01-31
                         */
                        since?: string | null;
                        /**
                         * Begins
                         * @description From this hour of the day on (UTC).
                         */
                        begins?: string | null;
                        /**
                         * Ends
                         * @description Until this hour, perhaps of the next day (UTC).
                         */
                        ends?: string | null;
                        /**
                         * Days
                         * @description On these days only (UTC); Monday is 1.
                         */
                        days?: number[];
                    }[];
                };
            } | null;
            /**
             * Source
             * @example admin
             */
            source: string;
            /** Created By */
            created_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * ModelPriceStatusResponse
         * @description Whether a configured model is sold at one upstream, by which price, or why not.
         */
        ModelPriceStatusResponse: {
            /**
             * Model
             * @example gpt-4o-mini
             */
            model: string;
            /**
             * Upstream
             * @example main
             */
            upstream: string;
            /**
             * Provider Model
             * @description The upstream's own name of the model.
             */
            provider_model: string;
            /** Is Sold */
            is_sold: boolean;
            /**
             * Reason
             * @description Why the published list has no price of it here.
             * @example the price list has no provider at https://proxy.example/v1
             */
            reason: string | null;
            /**
             * Verdict
             * @description new, changed: the list has a price that is not taken yet; same: it is what is charged; kept: what is charged is an admin's own, or another upstream's.
             * @enum {string}
             */
            verdict: "new" | "changed" | "same" | "kept" | "not_published";
            /**
             * Source
             * @example genai-prices 0.0.40 openai
             */
            source: string | null;
            /** Valid From */
            valid_from: string | null;
        };
        /**
         * ModelPricing
         * @description What a token of a model is charged, in US dollars, as an exact decimal in text: the price
         *     with what the plan adds, before it becomes credits.
         */
        ModelPricing: {
            /**
             * Prompt
             * @example 0.00000375
             */
            prompt: string;
            /**
             * Completion
             * @example 0.000015
             */
            completion: string;
            /**
             * Input Cache Read
             * @example 0.000001875
             */
            input_cache_read: string;
            /**
             * Input Cache Write
             * @example 0.00000375
             */
            input_cache_write: string;
            /**
             * Audio
             * @description Audio in the input, where it costs otherwise.
             */
            audio?: string | null;
            /**
             * Audio Output
             * @description Audio in the output, likewise.
             */
            audio_output?: string | null;
            /**
             * Image Output
             * @description Pictures in the output, likewise.
             */
            image_output?: string | null;
            /**
             * Fees
             * @description What is no token, each: a picture, a second, a character, a request.
             * @example {
             *       "image": "0.06"
             *     }
             */
            fees?: {
                [key: string]: string;
            } | null;
        };
        /**
         * MoveResponse
         * @description A next boundary that somebody moved by hand.
         */
        MoveResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "planned_end" | "reset" | "own_grant";
            /**
             * Subject
             * @description The term, the member, or the organization.
             */
            subject: string;
            /**
             * Old At
             * Format: date-time
             */
            old_at: string;
            /**
             * New At
             * Format: date-time
             */
            new_at: string;
            /** Actor Id */
            actor_id: string;
            /** Reason */
            reason: string;
            /**
             * Moved At
             * Format: date-time
             */
            moved_at: string;
        };
        /**
         * OrganizationCreate
         * @description A new organization; whoever creates it owns it.
         */
        OrganizationCreate: {
            /**
             * Name
             * @example Acme Research
             */
            name: string;
            /**
             * Time Zone
             * @default UTC
             * @example Europe/Berlin
             */
            time_zone: string;
            /** Billing Email */
            billing_email?: string | null;
        };
        /**
         * OrganizationDashboardResponse
         * @description An organization's billing screen. A plain member sees their own allocation and usage.
         */
        OrganizationDashboardResponse: {
            organization: components["schemas"]["OrganizationSummary"];
            subscription: components["schemas"]["SubscriptionSummary"] | null;
            credit_pool: components["schemas"]["PoolSummary"];
            /**
             * User Allocations
             * @description Who used most first; at most 500. GET /credits/{org_id}/allocations has all.
             */
            user_allocations: components["schemas"]["AllocationSummary"][];
            /**
             * Allocation Count
             * @description How many allocations there are.
             */
            allocation_count: number;
            /** @description The caller's own. */
            own_allocation: components["schemas"]["AllocationSummary"] | null;
            /** @description The caller's own. */
            own_pending_request: components["schemas"]["PendingRequest"] | null;
            /**
             * Pending Request Count
             * @description How many requests wait for an admin; null for a plain member.
             */
            pending_request_count: number | null;
            usage_stats_30_days: components["schemas"]["UsageSummary"];
        };
        /**
         * OrganizationDetailResponse
         * @description An organization with what its admins set; `billing_email` is null for plain members.
         */
        OrganizationDetailResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Org Name
             * @example Acme Research
             */
            org_name: string;
            /**
             * Status
             * @enum {string}
             */
            status: "active" | "suspended" | "closed";
            /**
             * Time Zone
             * @example Europe/Berlin
             */
            time_zone: string;
            /** Role */
            role: ("owner" | "admin" | "billing_admin" | "member") | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Billing Email */
            billing_email: string | null;
            /**
             * Member Count
             * @example 12
             */
            member_count: number;
            /** Closed At */
            closed_at: string | null;
        };
        /**
         * OrganizationResponse
         * @description An organization. `role` is the caller's; null for a system admin from outside, or a key.
         */
        OrganizationResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Org Name
             * @example Acme Research
             */
            org_name: string;
            /**
             * Status
             * @enum {string}
             */
            status: "active" | "suspended" | "closed";
            /**
             * Time Zone
             * @example Europe/Berlin
             */
            time_zone: string;
            /** Role */
            role: ("owner" | "admin" | "billing_admin" | "member") | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * OrganizationSubscriptionCreate
         * @description Which organization takes which plan. The price is the plan's, and never a client's.
         */
        OrganizationSubscriptionCreate: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Subscription Plan
             * @example platform
             */
            subscription_plan: string;
            /**
             * Billing Cycle
             * @default monthly
             * @enum {string}
             */
            billing_cycle: "monthly" | "yearly";
            /**
             * Trial Days
             * @default 0
             */
            trial_days: number;
        };
        /**
         * OrganizationSubscriptionResponse
         * @description A subscription. `monthly_price` is the monthly share of `price`, which is for one cycle.
         */
        OrganizationSubscriptionResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Org Name */
            org_name: string;
            /** Subscription Plan */
            subscription_plan: string;
            /**
             * Price
             * @description Price of one billing cycle.
             * @example 50
             */
            price: number;
            /**
             * Monthly Price
             * @description Monthly share: a yearly price / 12, to the cent.
             * @example 50
             */
            monthly_price: number;
            /**
             * Billing Cycle
             * @enum {string}
             */
            billing_cycle: "monthly" | "yearly";
            /**
             * Status
             * @enum {string}
             */
            status: "trialing" | "active" | "past_due" | "canceled" | "paused";
            /** Trial Ends At */
            trial_ends_at: string | null;
            /**
             * Current Period Start
             * Format: date-time
             */
            current_period_start: string;
            /**
             * Current Period End
             * Format: date-time
             * @description Next billing.
             */
            current_period_end: string;
            /**
             * Grace Ends At
             * @description Until when a past due one may spend.
             */
            grace_ends_at: string | null;
            /**
             * Cancel At
             * @description When a requested cancellation takes effect.
             */
            cancel_at: string | null;
            /** Canceled At */
            canceled_at: string | null;
            /**
             * Next Plan
             * @description What takes over at the period's end.
             */
            next_plan: string | null;
            /** Next Billing Cycle */
            next_billing_cycle: ("monthly" | "yearly") | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * OrganizationSummary
         * @description The organization that the screen is about; `role` is the caller's.
         */
        OrganizationSummary: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Name */
            name: string;
            /** Org Name */
            org_name: string;
            /**
             * Status
             * @enum {string}
             */
            status: "active" | "suspended" | "closed";
            /** Time Zone */
            time_zone: string;
            /** Role */
            role: ("owner" | "admin" | "billing_admin" | "member") | null;
            /**
             * Is Managed
             * @description Whether the caller administers it; else view only.
             */
            is_managed: boolean;
            /** Member Count */
            member_count: number;
        };
        /**
         * OrganizationUpdate
         * @description What to change; a member that is left out stays.
         */
        OrganizationUpdate: {
            /**
             * Name
             * @example Acme Research
             */
            name?: string;
            /**
             * Time Zone
             * @example Europe/Berlin
             */
            time_zone?: string;
            /**
             * Billing Email
             * @description null clears it.
             */
            billing_email?: string | null;
        };
        /**
         * OwnGrantResponse
         * @description Monthly credits that were set for this organization, apart from its plan.
         */
        OwnGrantResponse: {
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /** Next At */
            next_at: string | null;
        };
        /**
         * PastDueSubscription
         * @description A subscription whose payment failed; the one whose grace ends first comes first.
         */
        PastDueSubscription: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Org Name */
            org_name: string;
            /**
             * Subscription Id
             * Format: uuid
             */
            subscription_id: string;
            /** Subscription Plan */
            subscription_plan: string;
            /**
             * Billing Cycle
             * @enum {string}
             */
            billing_cycle: "monthly" | "yearly";
            /**
             * Monthly Price
             * @example 50
             */
            monthly_price: number;
            /**
             * Amount Due
             * @description Sum of its open invoices.
             * @example 50
             */
            amount_due: number;
            /** Open Invoice Count */
            open_invoice_count: number;
            /**
             * Past Due Since
             * @description First failure since the last payment.
             */
            past_due_since: string | null;
            /**
             * Failed At
             * @description Last failure.
             */
            failed_at: string | null;
            /**
             * Failure Reason
             * @description Of the last failure.
             */
            failure_reason: string | null;
            /**
             * Grace Ends At
             * Format: date-time
             */
            grace_ends_at: string;
            /**
             * May Spend
             * @description Whether the grace still runs.
             */
            may_spend: boolean;
            /**
             * Current Period End
             * Format: date-time
             */
            current_period_end: string;
        };
        /**
         * PendingRequest
         * @description What the caller asked for and waits for.
         */
        PendingRequest: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Requested Credits
             * @example 1250.75
             */
            requested_credits: number;
            /** Reason */
            reason: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * PlanResponse
         * @description A plan on offer. A call's credits are its API cost times the markup of the key it used.
         */
        PlanResponse: {
            /**
             * Plan
             * @example platform
             */
            plan: string;
            /** Name */
            name: string;
            /** Description */
            description: string;
            /**
             * Monthly Price
             * @description Price of a month.
             * @example 50
             */
            monthly_price: number;
            /**
             * Yearly Price
             * @description Price of a year.
             * @example 50
             */
            yearly_price: number;
            /**
             * Managed Markup
             * @description Factor when the platform's own key serves.
             * @example 50
             */
            managed_markup: number;
            /**
             * Own Key Markup
             * @description Factor when the organization's own key serves.
             * @example 50
             */
            own_key_markup: number;
            /**
             * Included Monthly Credits
             * @description Credits of each monthly refresh.
             * @example 1250.75
             */
            included_monthly_credits: number;
        };
        /**
         * PlanShare
         * @description What a plan contributes.
         */
        PlanShare: {
            /** Plan */
            plan: string;
            /** Name */
            name: string;
            /**
             * Count
             * @description Subscriptions that MRR counts.
             */
            count: number;
            /**
             * Mrr
             * @example 50
             */
            mrr: number;
            /** Trialing Count */
            trialing_count: number;
        };
        /**
         * CreditPoolResponse
         * @description The pool as it would be.
         */
        PoolPreview: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Org Name */
            org_name: string;
            /**
             * Total Credits
             * @example 1250.75
             */
            total_credits: number;
            /**
             * Allocated Credits
             * @example 1250.75
             */
            allocated_credits: number;
            /**
             * Used Credits
             * @example 1250.75
             */
            used_credits: number;
            /**
             * Held Credits
             * @example 1250.75
             */
            held_credits: number;
            /**
             * Available Credits
             * @example 1250.75
             */
            available_credits: number;
            /**
             * Monthly Refresh Amount
             * @description Own monthly grant and what the plan includes, together.
             * @example 1250.75
             */
            monthly_refresh_amount: number;
            /**
             * Own Monthly Credits
             * @description The organization's own monthly grant.
             * @example 1250.75
             */
            own_monthly_credits: number;
            /**
             * Included Monthly Credits
             * @description What the plan includes a month, as of its running term.
             * @example 1250.75
             */
            included_monthly_credits: number;
            /** Last Refresh Date */
            last_refresh_date: string | null;
            /** Next Refresh Date */
            next_refresh_date: string | null;
            /** Allow Overage */
            allow_overage: boolean;
            /**
             * Overage Limit
             * @example 1250.75
             */
            overage_limit: number;
            /** Lifetime Purchased Credits */
            lifetime_purchased_credits: number | null;
            /** Lifetime Spent Amount */
            lifetime_spent_amount: number | null;
            effects: components["schemas"]["EffectsResponse"];
        };
        /**
         * PoolSummary
         * @description The shared pool. Lifetime figures are null for a plain member.
         */
        PoolSummary: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Org Name */
            org_name: string;
            /**
             * Total Credits
             * @description allocated + available.
             * @example 1250.75
             */
            total_credits: number;
            /**
             * Allocated Credits
             * @example 1250.75
             */
            allocated_credits: number;
            /**
             * Used Credits
             * @description Sum over the members' present periods.
             * @example 1250.75
             */
            used_credits: number;
            /**
             * Available Credits
             * @example 1250.75
             */
            available_credits: number;
            /**
             * Monthly Refresh Amount
             * @description Own monthly grant and what the plan includes, together.
             * @example 1250.75
             */
            monthly_refresh_amount: number;
            /**
             * Own Monthly Credits
             * @description The organization's own monthly grant.
             * @example 1250.75
             */
            own_monthly_credits: number;
            /**
             * Included Monthly Credits
             * @description What the plan includes a month, as of its running term.
             * @example 1250.75
             */
            included_monthly_credits: number;
            /** Last Refresh Date */
            last_refresh_date: string | null;
            /** Next Refresh Date */
            next_refresh_date: string | null;
            /** Allow Overage */
            allow_overage: boolean;
            /**
             * Overage Limit
             * @example 1250.75
             */
            overage_limit: number;
            /** Lifetime Purchased Credits */
            lifetime_purchased_credits: number | null;
            /** Lifetime Spent Amount */
            lifetime_spent_amount: number | null;
        };
        /**
         * PricePartsBody
         * @description What else a call is charged by.
         */
        PricePartsBody: {
            /**
             * Rates
             * @description US dollars per million tokens, by what they are.
             */
            rates?: {
                [key: string]: number;
            };
            /** Tiers */
            tiers?: components["schemas"]["PriceTier"][];
            /**
             * Fees
             * @description US dollars each, or for so many; request is what each call costs once.
             * @example {
             *       "web_search": 0.01
             *     }
             */
            fees?: {
                [key: string]: number | components["schemas"]["FeePrice"];
            };
            /** Windows */
            windows?: components["schemas"]["PriceWindow"][];
            /**
             * Service Tiers
             * @example {
             *       "flex": [
             *         {
             *           "rates": {
             *             "input": 0.625,
             *             "output": 5
             *           }
             *         }
             *       ]
             *     }
             */
            service_tiers?: {
                [key: string]: components["schemas"]["ServiceTierPrice"][];
            };
        };
        /**
         * PriceTier
         * @description What holds for a whole call whose input is larger.
         */
        PriceTier: {
            /**
             * Above Tokens
             * @example 200000
             */
            above_tokens: number;
            /**
             * Rates
             * @description US dollars per million tokens, by what they are.
             */
            rates: {
                [key: string]: number;
            };
        };
        /**
         * PriceWindow
         * @description Prices that hold at a time, in the place of all others; of several the last that holds.
         */
        PriceWindow: {
            /**
             * Rates
             * @description US dollars per million tokens, by what they are.
             */
            rates?: {
                [key: string]: number;
            };
            /** Tiers */
            tiers?: components["schemas"]["PriceTier"][];
            /**
             * Fees
             * @description US dollars each, or for so many; request is what each call costs once.
             * @example {
             *       "web_search": 0.01
             *     }
             */
            fees?: {
                [key: string]: number | components["schemas"]["FeePrice"];
            };
            /**
             * Since
             * @description From this date on (UTC).
             * @example 2027-01-31
             */
            since?: string | null;
            /**
             * Begins
             * @description From this hour of the day on (UTC).
             */
            begins?: string | null;
            /**
             * Ends
             * @description Until this hour, perhaps of the next day (UTC).
             */
            ends?: string | null;
            /**
             * Days
             * @description On these days only (UTC); Monday is 1.
             */
            days?: number[];
        };
        /**
         * Problem
         * @description RFC 9457 problem details. Compare `code`; the rest is for people.
         */
        Problem: {
            /**
             * Type
             * @example urn:orgbilling:problem:organization_not_found
             */
            type: string;
            /**
             * Title
             * @example Organization not found
             */
            title: string;
            /**
             * Status
             * @example 404
             */
            status: number;
            /**
             * Code
             * @example organization_not_found
             */
            code: string;
            /**
             * Detail
             * @example There is no such organization, or not for you.
             */
            detail: string;
            /**
             * Instance
             * @example /api/v1/organizations/0198c5a2-0000-7000-8000-000000000000
             */
            instance: string;
            /** Errors */
            errors?: components["schemas"]["FieldError"][] | null;
        } & {
            [key: string]: unknown;
        };
        /**
         * ProrationResponse
         * @description What a change costs today. amount_due = charge - credit; what is below 0 becomes money
         *     credit, and is taken off the next invoices.
         */
        ProrationResponse: {
            /**
             * Credit Usd
             * @description Unused part of the present period, at its price.
             * @example 50
             */
            credit_usd: number;
            /**
             * Charge Usd
             * @description New plan for what is charged now.
             * @example 50
             */
            charge_usd: number;
            /**
             * Amount Due Usd
             * @description To pay now.
             * @example 50
             */
            amount_due_usd: number;
        };
        /**
         * ProviderKeyCreate
         * @description A provider key that an organization brings.
         */
        ProviderKeyCreate: {
            /**
             * Name
             * @example our provider
             */
            name: string;
            /**
             * Base Url
             * @example https://provider.example/v1
             */
            base_url: string;
            /**
             * Api Key
             * Format: password
             */
            api_key: string;
            /**
             * Models
             * @description Names that clients use, each with the provider's own.
             * @example {
             *       "gpt-4o-mini": "gpt-4o-mini"
             *     }
             */
            models: {
                [key: string]: string;
            };
            /**
             * Dialect
             * @description Whose answers the provider's are like; without it, its address says so.
             * @example openai
             */
            dialect?: string | null;
        };
        /**
         * ProviderKeyResponse
         * @description What may be seen of a provider key.
         */
        ProviderKeyResponse: {
            /**
             * Provider Key Id
             * Format: uuid
             */
            provider_key_id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Name */
            name: string;
            /** Base Url */
            base_url: string;
            /** Models */
            models: {
                [key: string]: string;
            };
            /**
             * Dialect
             * @description As it was given; null: its address says so.
             */
            dialect: string | null;
            /**
             * Hint
             * @description The last four characters of the key; none of a short one.
             */
            hint: string;
            /** Created By */
            created_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Revoked At */
            revoked_at: string | null;
        };
        /**
         * ProviderMethod
         * @description The identity provider that people sign in through.
         */
        ProviderMethod: {
            /**
             * Name
             * @example Keycloak
             */
            name: string;
            /**
             * Login Path
             * @description Where the browser goes; `?return_to=` names the page for afterwards.
             * @example /api/v1/auth/login
             */
            login_path: string;
        };
        /**
         * PurchaseEnd
         * @description Why a purchase ends without being paid.
         */
        PurchaseEnd: {
            /**
             * Reason
             * @example Ordered twice
             */
            reason: string;
        };
        /**
         * PurchasePreview
         * @description The purchase as it would be.
         */
        PurchasePreview: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /**
             * Amount Usd
             * @description The server's quote, in whole cents.
             * @example 50
             */
            amount_usd: number;
            /**
             * Currency
             * @example USD
             */
            currency: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "paid" | "canceled" | "failed" | "expired" | "refunded";
            /** Reason */
            reason: string | null;
            /** Requested By */
            requested_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Paid At */
            paid_at: string | null;
            /** Paid By */
            paid_by: string | null;
            /**
             * Ended At
             * @description When it was canceled, failed or expired.
             */
            ended_at?: string | null;
            /** Ended By */
            ended_by?: string | null;
            /** End Reason */
            end_reason?: string | null;
            effects: components["schemas"]["EffectsResponse"];
        };
        /**
         * PurchaseResponse
         * @description Credits that were ordered. They are in the pool once the purchase is paid.
         *
         *     One that is not paid may be canceled, fail or expire.
         */
        PurchaseResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /**
             * Amount Usd
             * @description The server's quote, in whole cents.
             * @example 50
             */
            amount_usd: number;
            /**
             * Currency
             * @example USD
             */
            currency: string;
            /**
             * Status
             * @enum {string}
             */
            status: "pending" | "paid" | "canceled" | "failed" | "expired" | "refunded";
            /** Reason */
            reason: string | null;
            /** Requested By */
            requested_by: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Paid At */
            paid_at: string | null;
            /** Paid By */
            paid_by: string | null;
            /**
             * Ended At
             * @description When it was canceled, failed or expired.
             */
            ended_at?: string | null;
            /** Ended By */
            ended_by?: string | null;
            /** End Reason */
            end_reason?: string | null;
        };
        /**
         * QuoteResponse
         * @description What credits cost now.
         */
        QuoteResponse: {
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /**
             * Amount Usd
             * @example 50
             */
            amount_usd: number;
        };
        /**
         * ReadinessResponse
         * @description Requests can be served. While the calendar is stopped, spending goes on and nothing falls
         *     due, until somebody looks at the clock.
         */
        ReadinessResponse: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status: "ok";
            /**
             * Calendar
             * @enum {string}
             */
            calendar: "running" | "stopped";
            /**
             * Calendar Since
             * @description Only when stopped: since when.
             */
            calendar_since?: string | null;
            /**
             * Calendar Reason
             * @description Only when stopped: why.
             */
            calendar_reason?: ("clock_jump" | "heartbeat_jump") | null;
        };
        /**
         * ReceiptResponse
         * @description What one call cost, and why.
         */
        ReceiptResponse: {
            /**
             * Usage Id
             * Format: uuid
             */
            usage_id: string;
            /**
             * Request Id
             * @example gw_3xV0oXb1m7m1k2Zq5c8n4A
             */
            request_id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** User Id */
            user_id: string;
            /** User Email */
            user_email: string | null;
            /** Service Type */
            service_type: string;
            /** Service Name */
            service_name: string | null;
            /**
             * Credits
             * @description What it was charged; refunds are not taken off.
             * @example 1250.75
             */
            credits: number;
            /**
             * Refunded Credits
             * @description What of it was given back since.
             * @example 1250.75
             */
            refunded_credits: number;
            /**
             * Uncollected Credits
             * @example 1250.75
             */
            uncollected_credits: number;
            /** Api Cost Usd */
            api_cost_usd: number | null;
            /** Markup Usd */
            markup_usd: number | null;
            /** Total Usd */
            total_usd: number | null;
            /**
             * Answered Model
             * @description The model that answered, as far as its provider says it.
             */
            answered_model: string | null;
            /**
             * Answered By
             * @description Whose provider key answered; null for what was no call to a model.
             */
            answered_by: ("own_key" | "platform_key") | null;
            /**
             * Warnings
             * @description another_model_answered: it was charged as the one that was asked for. own_key_fell_over: the organization's own key did not answer, so that it was charged at the markup for the platform's.
             */
            warnings: ("another_model_answered" | "own_key_fell_over")[];
            /**
             * Metadata
             * @description Model, upstream, tokens, price version, markup, latency, how it ended.
             */
            metadata: {
                [key: string]: unknown;
            };
        };
        /**
         * ReclaimRequest
         * @description Take free credits of a member back into the pool.
         */
        ReclaimRequest: {
            /**
             * Credits
             * @example 1.5
             */
            credits: number;
            /** Reason */
            reason?: string | null;
        };
        /**
         * RefreshRequest
         * @description The organization's own monthly grant. `monthly_refresh_amount` is no name of it: reads show
         *     the sum with what the plan includes under that.
         */
        RefreshRequest: {
            /**
             * Own Monthly Credits
             * @example 100
             */
            own_monthly_credits: number;
        };
        /**
         * RefundPreview
         * @description The refund as it would be.
         */
        RefundPreview: {
            /**
             * Refund Id
             * Format: uuid
             */
            refund_id: string;
            /**
             * Usage Id
             * Format: uuid
             */
            usage_id: string;
            /** User Id */
            user_id: string;
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /**
             * To Account
             * @enum {string}
             */
            to_account: "allocation" | "pool";
            effects: components["schemas"]["EffectsResponse"];
        };
        /**
         * RefundRequest
         * @description Give credits back.
         */
        RefundRequest: {
            /**
             * Credits
             * @example 1.5
             */
            credits: number;
            /** Reason */
            reason?: string | null;
        };
        /**
         * RefundResponse
         * @description Where refunded usage went.
         */
        RefundResponse: {
            /**
             * Refund Id
             * Format: uuid
             */
            refund_id: string;
            /**
             * Usage Id
             * Format: uuid
             */
            usage_id: string;
            /** User Id */
            user_id: string;
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /**
             * To Account
             * @enum {string}
             */
            to_account: "allocation" | "pool";
        };
        /**
         * ReleaseResponse
         * @description What went back to the member.
         */
        ReleaseResponse: {
            /**
             * Released Credits
             * @example 1250.75
             */
            released_credits: number;
            /**
             * Remaining Credits
             * @example 1250.75
             */
            remaining_credits: number;
            /** Replayed */
            replayed: boolean;
        };
        /**
         * RequestRateState
         * @description A rate of requests, and how many there were in the present minute.
         */
        RequestRateState: {
            /**
             * Kind
             * @description What is limited.
             * @enum {string}
             */
            kind: "member" | "key";
            /**
             * Id
             * @description The member's user id, or the key's id.
             */
            id: string;
            /**
             * Resets At
             * Format: date-time
             * @description When the next period begins, with nothing used.
             */
            resets_at: string;
            /**
             * Period
             * @constant
             */
            period: "minute";
            /** Limit Requests */
            limit_requests: number;
            /** Used Requests */
            used_requests: number;
        };
        /**
         * RevenueMetrics
         * @description Today's figures, and their change against the same day of last month in percent.
         *
         *     A change is null where the figure was 0 then.
         */
        RevenueMetrics: {
            /**
             * Total Mrr
             * @description Monthly shares of active and past due subscriptions.
             * @example 50
             */
            total_mrr: number;
            /**
             * Total Arr
             * @description 12 x MRR.
             * @example 50
             */
            total_arr: number;
            /**
             * Active Subscriptions
             * @description Subscriptions that MRR counts; no trials.
             */
            active_subscriptions: number;
            /**
             * Total Credits Used
             * @description This calendar month, net of refunds.
             * @example 1250.75
             */
            total_credits_used: number;
            /**
             * Refunded Credits
             * @description What was given back; the net figure beside it is already less by this.
             * @example 1250.75
             */
            refunded_credits: number;
            /** Total Mrr Change Percent */
            total_mrr_change_percent: number | null;
            /** Total Arr Change Percent */
            total_arr_change_percent: number | null;
            /** Active Subscriptions Change Percent */
            active_subscriptions_change_percent: number | null;
            /** Total Credits Used Change Percent */
            total_credits_used_change_percent: number | null;
        };
        /**
         * ServedModel
         * @description A model that is served and has a price: OpenAI's shape, with what OpenRouter adds to it. What
         *     is not known of it is left out.
         */
        ServedModel: {
            /**
             * Id
             * @example gpt-4o-mini
             */
            id: string;
            /**
             * Object
             * @default model
             * @constant
             */
            object: "model";
            /**
             * Created
             * @description Since when its price holds, in Unix seconds.
             */
            created: number;
            /**
             * Owned By
             * @description The label of the upstream that is asked first, `platform` where it has none; `own:` and a name where the organization's own key serves.
             * @example platform
             */
            owned_by: string;
            /**
             * Context Length
             * @description What it takes in at once, in tokens.
             */
            context_length?: number | null;
            /**
             * Max Output Tokens
             * @description The longest answer, in tokens.
             */
            max_output_tokens?: number | null;
            pricing: components["schemas"]["ModelPricing"];
            top_provider: components["schemas"]["ModelLimits"];
        };
        /**
         * ServedModels
         * @description The models that are served, in OpenAI's shape.
         */
        ServedModels: {
            /**
             * Object
             * @default list
             * @constant
             */
            object: "list";
            /** Data */
            data: components["schemas"]["ServedModel"][];
        };
        /**
         * ServiceTierPrice
         * @description What a service tier costs, where it costs otherwise; what is not named stays.
         */
        ServiceTierPrice: {
            /**
             * Rates
             * @description US dollars per million tokens, by what they are.
             */
            rates?: {
                [key: string]: number;
            };
            /** Tiers */
            tiers?: components["schemas"]["PriceTier"][];
            /**
             * Fees
             * @description US dollars each, or for so many; request is what each call costs once.
             * @example {
             *       "web_search": 0.01
             *     }
             */
            fees?: {
                [key: string]: number | components["schemas"]["FeePrice"];
            };
            /**
             * Since
             * @description From this date on (UTC).
             * @example 2027-01-31
             */
            since?: string | null;
            /**
             * Begins
             * @description From this hour of the day on (UTC).
             */
            begins?: string | null;
            /**
             * Ends
             * @description Until this hour, perhaps of the next day (UTC).
             */
            ends?: string | null;
            /**
             * Days
             * @description On these days only (UTC); Monday is 1.
             */
            days?: number[];
        };
        /**
         * SessionResponse
         * @description A browser in which the person is signed in.
         */
        SessionResponse: {
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Last Seen At
             * Format: date-time
             * @description Last use, to the minute.
             */
            last_seen_at: string;
            /**
             * Expires At
             * Format: date-time
             * @description When it ends, however much it is used.
             */
            expires_at: string;
            /**
             * Address
             * @description Network address at sign-in.
             */
            address: string | null;
            /**
             * User Agent
             * @description The browser, as it named itself at sign-in.
             */
            user_agent: string | null;
            /**
             * Is Current
             * @description Whether it is the one that asks.
             */
            is_current: boolean;
        };
        /**
         * SetAllocationRequest
         * @description What a member has, now and after each reset.
         */
        SetAllocationRequest: {
            /**
             * Allocated Credits
             * @example 100
             */
            allocated_credits: number;
            /** Reset Period */
            reset_period?: ("daily" | "weekly" | "monthly" | "never") | null;
            /** Notes */
            notes?: string | null;
        };
        /**
         * SignInMethodsResponse
         * @description How whoever asks can sign in.
         */
        SignInMethodsResponse: {
            /**
             * Development
             * @description Whether the demonstration people can sign in from here.
             */
            development: boolean;
            provider: components["schemas"]["ProviderMethod"] | null;
        };
        /**
         * SpendingLimitsRequest
         * @description All that restricts a key or a member; what is left out or null restricts it no more.
         */
        SpendingLimitsRequest: {
            /**
             * Allowed Models
             * @description Names of models, * standing for any characters; null: all.
             */
            allowed_models?: string[] | null;
            /**
             * Allowed Addresses
             * @description IP addresses and networks it is used from; null: from all.
             */
            allowed_addresses?: string[] | null;
            /**
             * Expires At
             * @description From when nothing is spent any more; null: never.
             */
            expires_at?: string | null;
            /**
             * Tags
             * @description Kept with the usage of whatever is spent.
             */
            tags?: string[] | null;
            /**
             * Budget Day Credits
             * @description Credits that may be used and held within a day of the organization's time zone; null: no such budget. A capture is never refused, and counts.
             */
            budget_day_credits?: number | null;
            /**
             * Budget Week Credits
             * @description Credits that may be used and held within a week (from Monday) of the organization's time zone; null: no such budget. A capture is never refused, and counts.
             */
            budget_week_credits?: number | null;
            /**
             * Budget Month Credits
             * @description Credits that may be used and held within a month of the organization's time zone; null: no such budget. A capture is never refused, and counts.
             */
            budget_month_credits?: number | null;
            /** Requests Per Minute */
            requests_per_minute?: number | null;
            /**
             * Tokens Per Minute
             * @description Input and output of calls to models that say their tokens.
             */
            tokens_per_minute?: number | null;
        };
        /**
         * SpendingLimitsResponse
         * @description What a key or a member may be used for, and how it stands; null restricts nothing.
         */
        SpendingLimitsResponse: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "organization" | "member" | "key";
            /**
             * Id
             * @description The organization's id, the member's user id, or the key's id.
             */
            id: string;
            /** Allowed Models */
            allowed_models: string[] | null;
            /** Allowed Addresses */
            allowed_addresses: string[] | null;
            /** Expires At */
            expires_at: string | null;
            /** Tags */
            tags: string[] | null;
            /** Budget Day Credits */
            budget_day_credits: number | null;
            /** Budget Week Credits */
            budget_week_credits: number | null;
            /** Budget Month Credits */
            budget_month_credits: number | null;
            /** Requests Per Minute */
            requests_per_minute: number | null;
            /** Tokens Per Minute */
            tokens_per_minute: number | null;
            /**
             * Limits
             * @description How each limit stands, in the shape that a refusal tells it.
             */
            limits: (components["schemas"]["BudgetState"] | components["schemas"]["RequestRateState"] | components["schemas"]["TokenRateState"])[];
        };
        /**
         * SpendingRulesRequest
         * @description All that restricts an organization; what is left out or null restricts it no more.
         */
        SpendingRulesRequest: {
            /**
             * Allowed Models
             * @description Names of models, * standing for any characters; null: all.
             */
            allowed_models?: string[] | null;
            /**
             * Allowed Addresses
             * @description IP addresses and networks it is used from; null: from all.
             */
            allowed_addresses?: string[] | null;
            /**
             * Expires At
             * @description From when nothing is spent any more; null: never.
             */
            expires_at?: string | null;
            /**
             * Tags
             * @description Kept with the usage of whatever is spent.
             */
            tags?: string[] | null;
        };
        /**
         * SpendingRulesResponse
         * @description What an organization may be used for; null restricts nothing.
         */
        SpendingRulesResponse: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "organization" | "member" | "key";
            /**
             * Id
             * @description The organization's id, the member's user id, or the key's id.
             */
            id: string;
            /** Allowed Models */
            allowed_models: string[] | null;
            /** Allowed Addresses */
            allowed_addresses: string[] | null;
            /** Expires At */
            expires_at: string | null;
            /** Tags */
            tags: string[] | null;
        };
        /**
         * StatusResponse
         * @description What a status page shows.
         */
        StatusResponse: {
            /**
             * Status
             * @description degraded: the database does not answer.
             * @enum {string}
             */
            status: "operational" | "billing_disabled" | "degraded";
            /**
             * Version
             * @example 0.1.0
             */
            version: string;
        };
        /**
         * SubscriptionCancel
         * @description When to end: at once, or when the period that is paid for ends.
         */
        SubscriptionCancel: {
            /**
             * At
             * @enum {string}
             */
            at: "now" | "period_end";
        };
        /**
         * SubscriptionChange
         * @description The plan to have, and how it is billed; a cycle that is left out stays.
         */
        SubscriptionChange: {
            /**
             * Subscription Plan
             * @example platform
             */
            subscription_plan: string;
            /** Billing Cycle */
            billing_cycle?: ("monthly" | "yearly") | null;
        };
        /**
         * SubscriptionChangeResponse
         * @description A change of plan or cycle, as it is or would be.
         */
        SubscriptionChangeResponse: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Change
             * @enum {string}
             */
            change: "upgrade" | "downgrade" | "none";
            /** Old Plan */
            old_plan: string;
            /** New Plan */
            new_plan: string;
            /**
             * Old Billing Cycle
             * @enum {string}
             */
            old_billing_cycle: "monthly" | "yearly";
            /**
             * New Billing Cycle
             * @enum {string}
             */
            new_billing_cycle: "monthly" | "yearly";
            /**
             * Old Price
             * @description Price of one cycle before.
             * @example 50
             */
            old_price: number;
            /**
             * New Price
             * @description Price of one cycle after.
             * @example 50
             */
            new_price: number;
            /**
             * Old Monthly Price
             * @example 50
             */
            old_monthly_price: number;
            /**
             * New Monthly Price
             * @example 50
             */
            new_monthly_price: number;
            proration: components["schemas"]["ProrationResponse"];
            /**
             * Included Credits Now
             * @description Credits that the change brings by itself, now or once its invoice is paid.
             * @example 1250.75
             */
            included_credits_now: number;
            /**
             * Takes Effect At
             * Format: date-time
             */
            takes_effect_at: string;
            /**
             * Withdraws Pending Change
             * @description Whether it replaces a pending downgrade.
             */
            withdraws_pending_change: boolean;
            /**
             * Withdraws Cancellation
             * @description Whether it withdraws a cancellation.
             */
            withdraws_cancellation: boolean;
            /** @description The subscription after the change; in a preview as it is now. */
            subscription: components["schemas"]["OrganizationSubscriptionResponse"];
        };
        /**
         * SubscriptionPastDue
         * @description A payment that failed. Without `grace_days` the server's setting counts.
         */
        SubscriptionPastDue: {
            /** Grace Days */
            grace_days?: number | null;
            /** Reason */
            reason?: string | null;
        };
        /**
         * SubscriptionSummary
         * @description The plan, as the screen shows it.
         */
        SubscriptionSummary: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Plan */
            plan: string;
            /**
             * Price
             * @description Price of one billing cycle.
             * @example 50
             */
            price: number;
            /**
             * Monthly Price
             * @example 50
             */
            monthly_price: number;
            /**
             * Billing Cycle
             * @enum {string}
             */
            billing_cycle: "monthly" | "yearly";
            /**
             * Status
             * @enum {string}
             */
            status: "trialing" | "active" | "past_due" | "canceled" | "paused";
            /** Trial Ends At */
            trial_ends_at: string | null;
            /**
             * Current Period Start
             * Format: date-time
             */
            current_period_start: string;
            /**
             * Current Period End
             * Format: date-time
             */
            current_period_end: string;
            /**
             * Next Billing At
             * @description Null where nothing will be billed.
             */
            next_billing_at: string | null;
            /** Grace Ends At */
            grace_ends_at: string | null;
            /** Cancel At */
            cancel_at: string | null;
            /** Next Plan */
            next_plan: string | null;
            /** Next Billing Cycle */
            next_billing_cycle: ("monthly" | "yearly") | null;
        };
        /**
         * SystemAuditEventResponse
         * @description One entry of any audit log.
         */
        SystemAuditEventResponse: {
            /**
             * Audit Id
             * Format: uuid
             */
            audit_id: string;
            /**
             * Occurred At
             * Format: date-time
             */
            occurred_at: string;
            /**
             * Event Type
             * @example org.member.added
             */
            event_type: string;
            /** Actor Id */
            actor_id: string;
            /**
             * Actor Name
             * @description Name of the person or key; null for neither.
             */
            actor_name: string | null;
            /**
             * Actor Kind
             * @enum {string}
             */
            actor_kind: "user" | "member_key" | "service_key" | "system" | "sql";
            /** Subject */
            subject: string | null;
            /**
             * Subject Name
             * @description Name of the person whom it is about.
             */
            subject_name: string | null;
            /**
             * Details
             * @description Figures; a list of two is what was before and what is after.
             */
            details: {
                [key: string]: unknown;
            };
            /**
             * Address
             * @description Network address that the request came from.
             */
            address: string | null;
            /**
             * User Agent
             * @description What the request's program called itself.
             */
            user_agent: string | null;
            /**
             * Org Id
             * @description null for sign-in, which is of no organization.
             */
            org_id: string | null;
            /** Org Name */
            org_name: string | null;
        };
        /**
         * SystemDashboardResponse
         * @description The platform at a glance. `organizations_next` is the cursor of the next page, or null.
         *
         *     It settles no organization: each is shown as it was last settled, by whoever looked at it.
         */
        SystemDashboardResponse: {
            /**
             * As Of
             * Format: date-time
             * @description When it was read.
             */
            as_of: string;
            /** Organizations */
            organizations: components["schemas"]["ListedOrganization"][];
            /** Organizations Next */
            organizations_next: string | null;
            calendar: components["schemas"]["CalendarStanding"];
            revenue_metrics: components["schemas"]["RevenueMetrics"];
            /** Subscription Distribution */
            subscription_distribution: components["schemas"]["PlanShare"][];
            /** Top Organizations By Usage */
            top_organizations_by_usage: components["schemas"]["TopOrganization"][];
            /**
             * Past Due
             * @description At most 100.
             */
            past_due: components["schemas"]["PastDueSubscription"][];
        };
        /**
         * TakingBack
         * @description Why something is taken back.
         */
        TakingBack: {
            /**
             * Reason
             * @example Invoiced twice
             */
            reason: string;
        };
        /**
         * TermResponse
         * @description What one billing cycle bought, or a trial.
         */
        TermResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Subscription Id
             * Format: uuid
             */
            subscription_id: string;
            /**
             * Billing Cycle
             * @enum {string}
             */
            billing_cycle: "monthly" | "yearly";
            /** Is Trial */
            is_trial: boolean;
            /**
             * Starts At
             * Format: date-time
             */
            starts_at: string;
            /**
             * Planned End At
             * Format: date-time
             */
            planned_end_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * Next Month At
             * @description When its next month starts, if one is left.
             */
            next_month_at: string | null;
        };
        /**
         * TokenRateState
         * @description A rate of tokens, and what is used and held of it in the present minute.
         */
        TokenRateState: {
            /**
             * Kind
             * @description What is limited.
             * @enum {string}
             */
            kind: "member" | "key";
            /**
             * Id
             * @description The member's user id, or the key's id.
             */
            id: string;
            /**
             * Resets At
             * Format: date-time
             * @description When the next period begins, with nothing used.
             */
            resets_at: string;
            /**
             * Period
             * @constant
             */
            period: "minute";
            /** Limit Tokens */
            limit_tokens: number;
            /** Used Tokens */
            used_tokens: number;
            /**
             * Held Tokens
             * @description Of the input of calls that run.
             */
            held_tokens: number;
        };
        /**
         * TopOrganization
         * @description An organization that used much in the last 30 days, net of refunds.
         */
        TopOrganization: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** Org Name */
            org_name: string;
            /**
             * Total Credits 30 Days
             * @example 1250.75
             */
            total_credits_30_days: number;
            /**
             * Refunded Credits
             * @description What was given back; the net figure beside it is already less by this.
             * @example 1250.75
             */
            refunded_credits: number;
            /**
             * User Count
             * @description Members who spent.
             */
            user_count: number;
        };
        /**
         * TransferPreview
         * @description The transfer as it would be.
         */
        TransferPreview: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * User Id
             * @description Who gave.
             */
            user_id: string;
            /**
             * To User Id
             * @description Who received.
             */
            to_user_id: string;
            /**
             * Credits
             * @example 1250.75
             */
            credits: number;
            /** @description Of the one who gave. */
            allocation: components["schemas"]["UserCreditAllocationResponse"];
            /** @description Of the one who received. */
            to_allocation: components["schemas"]["UserCreditAllocationResponse"];
            effects: components["schemas"]["EffectsResponse"];
        };
        /**
         * TransferRequest
         * @description Give free credits of a member to another member.
         */
        TransferRequest: {
            /**
             * To User Id
             * @example u-mona
             */
            to_user_id: string;
            /**
             * Credits
             * @example 1.5
             */
            credits: number;
            /** Reason */
            reason?: string | null;
        };
        /**
         * TransferResponse
         * @description One movement between accounts.
         */
        TransferResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Kind */
            kind: string;
            /** From Account */
            from_account: string;
            /** To Account */
            to_account: string;
            /** User Id */
            user_id: string | null;
            /**
             * Amount
             * @example 1250.75
             */
            amount: number;
            /** Pool Balance After */
            pool_balance_after: number | null;
            /** Allocation Balance After */
            allocation_balance_after: number | null;
            /** Actor Id */
            actor_id: string;
            /** Reason */
            reason: string;
            /** Request Key */
            request_key: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
        };
        /**
         * UpstreamFailure
         * @description What an upstream fails with, since it last answered.
         */
        UpstreamFailure: {
            /**
             * Model
             * @description None where it fails whatever is asked.
             */
            model: string | null;
            /**
             * Failures
             * @description Those during a cool-down count once.
             */
            failures: number;
            /**
             * Reason
             * @example http_503
             */
            reason: string;
            /**
             * Cooled Until
             * Format: date-time
             * @description Until when others are asked first.
             */
            cooled_until: string;
        };
        /**
         * UpstreamStatusResponse
         * @description An upstream of the file, and how it fares in all processes together. Its key is not shown.
         */
        UpstreamStatusResponse: {
            /** Name */
            name: string;
            /**
             * Label
             * @description What clients may know of it.
             */
            label: string | null;
            /** Base Url */
            base_url: string;
            /** Models */
            models: string[];
            /** Weight */
            weight: number | null;
            /** Keyless */
            keyless: boolean;
            /** First Byte Timeout S */
            first_byte_timeout_s: number | null;
            /**
             * Status
             * @enum {string}
             */
            status: "ready" | "cooling_down";
            /** Failures */
            failures: components["schemas"]["UpstreamFailure"][];
            /**
             * Limit Ignored Calls
             * @description Calls whose answer was longer than the limit that was sent.
             */
            limit_ignored_calls: number;
        };
        /**
         * UsageSummary
         * @description Usage of today and the 29 days before, in the organization's zone, net of refunds.
         */
        UsageSummary: {
            /**
             * Total Credits Used
             * @example 1250.75
             */
            total_credits_used: number;
            /**
             * Refunded Credits
             * @description What was given back; the net figure beside it is already less by this.
             * @example 1250.75
             */
            refunded_credits: number;
            /** Active Users */
            active_users: number;
            /** Total Requests */
            total_requests: number;
            /** Service Breakdown */
            service_breakdown: {
                [key: string]: number;
            };
            /**
             * Top Users
             * @description Who spent most; ten at most.
             */
            top_users: components["schemas"]["UserUsage"][];
            /** Daily */
            daily: components["schemas"]["DayUsage"][];
        };
        /**
         * UserCreditAllocationCreate
         * @description Give a member credits of the pool, now and at each reset.
         */
        UserCreditAllocationCreate: {
            /**
             * User Id
             * @example u-mona
             */
            user_id: string;
            /**
             * Allocated Credits
             * @example 1.5
             */
            allocated_credits: number;
            /**
             * Reset Period
             * @description monthly when left out at first.
             */
            reset_period?: ("daily" | "weekly" | "monthly" | "never") | null;
            /** Notes */
            notes?: string | null;
        };
        /**
         * UserCreditAllocationResponse
         * @description An allocation with what its resets bring it to.
         */
        UserCreditAllocationResponse: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /** User Id */
            user_id: string;
            /** User Email */
            user_email: string;
            /** User Name */
            user_name: string;
            /**
             * Allocated Credits
             * @example 1250.75
             */
            allocated_credits: number;
            /**
             * Used Credits
             * @example 1250.75
             */
            used_credits: number;
            /**
             * Held Credits
             * @example 1250.75
             */
            held_credits: number;
            /**
             * Remaining Credits
             * @example 1250.75
             */
            remaining_credits: number;
            /**
             * Reset Period
             * @enum {string}
             */
            reset_period: "daily" | "weekly" | "monthly" | "never";
            /** Last Reset Date */
            last_reset_date: string | null;
            /** Next Reset Date */
            next_reset_date: string | null;
            /** Is Active */
            is_active: boolean;
            /** Notes */
            notes: string | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Target Credits
             * @example 1250.75
             */
            target_credits: number;
            /**
             * Refill Due Credits
             * @example 1250.75
             */
            refill_due_credits: number;
            /**
             * Used Percent
             * @description Used credits in percent of allocated ones; null where nothing is allocated.
             */
            readonly used_percent: number | null;
        };
        /**
         * UserDashboardResponse
         * @description Everything a person has, over all their organizations.
         */
        UserDashboardResponse: {
            /** User Id */
            user_id: string;
            /** User Email */
            user_email: string;
            /** User Name */
            user_name: string;
            /** Organizations */
            organizations: components["schemas"]["JoinedOrganizationResponse"][];
            /** @description Organizations that the caller has left are in it as well. */
            total_usage_last_30_days: components["schemas"]["UserUsageTotals"];
            /**
             * Daily Usage Last 30 Days
             * @description The same usage by UTC day, up to today, oldest first.
             */
            daily_usage_last_30_days: components["schemas"]["DayUsage"][];
            /**
             * Invitations
             * @description Newest first; at most 50.
             */
            invitations: components["schemas"]["WaitingInvitation"][];
        };
        /**
         * UserUsage
         * @description What one member spent, net of refunds.
         */
        UserUsage: {
            /** User Id */
            user_id: string;
            /** User Email */
            user_email: string;
            /** User Name */
            user_name: string;
            /**
             * Total Credits
             * @example 1250.75
             */
            total_credits: number;
            /**
             * Refunded Credits
             * @description What was given back; the net figure beside it is already less by this.
             * @example 1250.75
             */
            refunded_credits: number;
            /** Request Count */
            request_count: number;
        };
        /**
         * UserUsageTotals
         * @description The user's own usage over all organizations, in the last 30 days, net of refunds.
         */
        UserUsageTotals: {
            /**
             * Total Credits Used
             * @example 1250.75
             */
            total_credits_used: number;
            /**
             * Refunded Credits
             * @description What was given back; the net figure beside it is already less by this.
             * @example 1250.75
             */
            refunded_credits: number;
            /** Org Count */
            org_count: number;
            /** Request Count */
            request_count: number;
            /**
             * Service Count
             * @description Different services, by type and name.
             */
            service_count: number;
        };
        /** ValidationError */
        ValidationError: {
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
            /** Input */
            input?: unknown;
            /** Context */
            ctx?: Record<string, never>;
        };
        /**
         * WaitingInvitation
         * @description An invitation to the caller's address. The link that was sent with it accepts it.
         */
        WaitingInvitation: {
            /**
             * Org Id
             * Format: uuid
             */
            org_id: string;
            /**
             * Invitation Id
             * Format: uuid
             */
            invitation_id: string;
            /** Org Name */
            org_name: string;
            /**
             * Role
             * @enum {string}
             */
            role: "owner" | "admin" | "billing_admin" | "member";
            /** Invited By Name */
            invited_by_name: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    check_credits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deduct_credits: {
        parameters: {
            query?: never;
            header?: {
                /** @description Instead of request_id in the body. */
                "Idempotency-Key"?: string;
            };
            path: {
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * User Id
                     * @example u-mona
                     */
                    user_id: string;
                    /**
                     * Credits
                     * @example 1.5
                     */
                    credits: number;
                    /**
                     * Service Type
                     * @example llm
                     */
                    service_type: string;
                    /** Service Name */
                    service_name?: string | null;
                    /** Request Id */
                    request_id?: string | null;
                    /** Metadata */
                    metadata?: {
                        [key: string]: unknown;
                    } | null;
                    /** Api Cost Usd */
                    api_cost_usd?: number | null;
                    /** Markup Usd */
                    markup_usd?: number | null;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeductResponse"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deduct_credits_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Items */
                    items: unknown[];
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchItemResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hold_credits: {
        parameters: {
            query?: never;
            header?: {
                /** @description Instead of request_id in the body. */
                "Idempotency-Key"?: string;
            };
            path: {
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * User Id
                     * @example u-mona
                     */
                    user_id: string;
                    /**
                     * Credits
                     * @example 1.5
                     */
                    credits: number;
                    /**
                     * Ttl S
                     * @description Seconds until the hold may expire.
                     * @default 600
                     */
                    ttl_s?: number;
                    /** Service Type */
                    service_type?: string | null;
                    /** Service Name */
                    service_name?: string | null;
                    /** Request Id */
                    request_id?: string | null;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldResponse"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    capture_hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org_id: string;
                hold_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Credits
                     * @example 1.5
                     */
                    credits: number;
                    /** Metadata */
                    metadata?: {
                        [key: string]: unknown;
                    } | null;
                    /** Api Cost Usd */
                    api_cost_usd?: number | null;
                    /** Markup Usd */
                    markup_usd?: number | null;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaptureResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    release_hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                org_id: string;
                hold_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_chat_completion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    create_completion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    create_embeddings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    create_response: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    create_images: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    create_speech: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    create_transcription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                    model: string;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    create_moderation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    create_ranks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    create_message: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
        };
    };
    count_message_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CountedTokens"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Payment Required */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Bad Gateway */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
            /** @description Gateway Timeout */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesFailure"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServedModels"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    get_model: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServedModel"];
                };
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFailure"];
                };
            };
        };
    };
    read_pool: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditPoolResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    quote_credits: {
        parameters: {
            query: {
                /** @description How many credits. */
                credits: string;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuoteResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_credits: {
        parameters: {
            query?: {
                /** @description Only say what it would do: nothing is written, no Idempotency-Key is needed, and the request counts as a read. */
                preview?: boolean;
            };
            header?: {
                /** @description New for each intention, the same for each retry; 1 to 255 visible characters. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddRequest"];
            };
        };
        responses: {
            /** @description A system admin's grant: the new pool. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditPoolResponse"];
                };
            };
            /** @description An admin's purchase, pending. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    allocate_credits: {
        parameters: {
            query?: {
                /** @description Only say what it would do: nothing is written, no Idempotency-Key is needed, and the request counts as a read. */
                preview?: boolean;
            };
            header?: {
                /** @description New for each intention, the same for each retry; 1 to 255 visible characters. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserCreditAllocationCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserCreditAllocationResponse"] | components["schemas"]["AllocationPreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_allocations: {
        parameters: {
            query?: {
                /** @description Largest first, names from A; a leading `-` turns the order round. */
                sort?: "user_id" | "user_name" | "-user_name" | "used_credits" | "-used_credits" | "remaining_credits" | "-remaining_credits" | "allocated_credits" | "-allocated_credits" | "used_percent" | "-used_percent";
                /** @description A part of the name or the address. */
                search?: string | null;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserCreditAllocationResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_allocation: {
        parameters: {
            query?: {
                /** @description Only say what it would do: nothing is written, no Idempotency-Key is needed, and the request counts as a read. */
                preview?: boolean;
            };
            header?: {
                /** @description New for each intention, the same for each retry; 1 to 255 visible characters. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The member. */
                user_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetAllocationRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserCreditAllocationResponse"] | components["schemas"]["AllocationPreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reclaim_credits: {
        parameters: {
            query?: {
                /** @description Only say what it would do: nothing is written, no Idempotency-Key is needed, and the request counts as a read. */
                preview?: boolean;
            };
            header?: {
                /** @description New for each intention, the same for each retry; 1 to 255 visible characters. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The member. */
                user_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReclaimRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserCreditAllocationResponse"] | components["schemas"]["AllocationPreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfer_credits: {
        parameters: {
            query?: {
                /** @description Only say what it would do: nothing is written, no Idempotency-Key is needed, and the request counts as a read. */
                preview?: boolean;
            };
            header?: {
                /** @description New for each intention, the same for each retry; 1 to 255 visible characters. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The member. */
                user_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberTransferResponse"] | components["schemas"]["TransferPreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    configure_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditPoolResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refund_usage: {
        parameters: {
            query?: {
                /** @description Only say what it would do: nothing is written, no Idempotency-Key is needed, and the request counts as a read. */
                preview?: boolean;
            };
            header?: {
                /** @description New for each intention, the same for each retry; 1 to 255 visible characters. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                usage_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefundResponse"] | components["schemas"]["RefundPreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_lots: {
        parameters: {
            query?: {
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LotResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refund_lot: {
        parameters: {
            query?: {
                /** @description Only say what it would do: nothing is written, no Idempotency-Key is needed, and the request counts as a read. */
                preview?: boolean;
            };
            header?: {
                /** @description New for each intention, the same for each retry; 1 to 255 visible characters. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                lot_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefundRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditPoolResponse"] | components["schemas"]["PoolPreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_transfers: {
        parameters: {
            query?: {
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransferResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_credit_requests: {
        parameters: {
            query?: {
                /** @description Only requests in this state. */
                status?: ("pending" | "approved" | "declined" | "withdrawn") | null;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditRequestResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    request_credits: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each intention, the same for each retry; 1 to 255 visible characters. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreditRequestCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditRequestResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approve_credit_request: {
        parameters: {
            query?: {
                /** @description Only say what it would do: nothing is written, no Idempotency-Key is needed, and the request counts as a read. */
                preview?: boolean;
            };
            header?: {
                /** @description New for each intention, the same for each retry; 1 to 255 visible characters. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The request. */
                request_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreditRequestApproval"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditRequestResponse"] | components["schemas"]["CreditRequestPreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decline_credit_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The request. */
                request_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreditRequestDecision"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditRequestResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdraw_credit_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The request. */
                request_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditRequestResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_credit_usage: {
        parameters: {
            query?: {
                /** @description Days up to today, today included. */
                days?: number;
                /** @description Only of this member; whoever sees only their own may name themselves. */
                user_id?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditUsageStatsResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_calls: {
        parameters: {
            query?: {
                /** @description Days up to today, today included. */
                days?: number;
                /** @description Only of this member; whoever sees only their own may name themselves. */
                user_id?: string | null;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
                /** @description Only calls that were made for it. */
                end_user?: string | null;
                /** @description Only calls that have each of these tags. */
                tag?: string[] | null;
                /** @description Only calls whose metadata have each of these, as name:value; values are texts. */
                metadata?: string[] | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_credit_usage: {
        parameters: {
            query?: {
                /** @description Days up to today, today included. */
                days?: number;
                /** @description Only of this member; whoever sees only their own may name themselves. */
                user_id?: string | null;
                /** @description Only calls that were made for it. */
                end_user?: string | null;
                /** @description Only calls that have each of these tags. */
                tag?: string[] | null;
                /** @description Only calls whose metadata have each of these, as name:value; values are texts. */
                metadata?: string[] | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_user_dashboard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserDashboardResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_organization_dashboard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDashboardResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_system_dashboard: {
        parameters: {
            query?: {
                /** @description Largest first, names from A, newest first; a leading `-` turns it round. */
                sort?: "revenue" | "-revenue" | "name" | "-name" | "total_credits" | "-total_credits" | "used_credits" | "-used_credits" | "lifetime_spent" | "-lifetime_spent" | "created_at" | "-created_at";
                /** @description Only this plan. */
                plan?: string | null;
                /** @description Only subscriptions in this state. */
                status?: ("trialing" | "active" | "past_due" | "canceled" | "paused" | "none") | null;
                /** @description A part of the name, or the whole id. */
                search?: string | null;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemDashboardResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_plans: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationSubscriptionCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationSubscriptionResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationSubscriptionResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_subscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each intention, the same for each retry; 1 to 255 visible characters. */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionChangeResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_subscription_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionChangeResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubscriptionCancel"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationSubscriptionResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_subscription_past_due: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SubscriptionPastDue"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationSubscriptionResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationSubscriptionResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reactivate_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationSubscriptionResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_invoices: {
        parameters: {
            query?: {
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_invoice_paid: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invoice. */
                invoice_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    void_invoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invoice. */
                invoice_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakingBack"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvoiceResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reverse_month: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The term. */
                term_id: string;
                /** @description 1 for the first month of the term. */
                month: number;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakingBack"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IncludedCreditsResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    move_boundary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BoundaryMove"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_billing_history: {
        parameters: {
            query?: {
                /** @description Only events of this kind. */
                event_type?: ("invoice_created" | "invoice_paid" | "invoice_failed" | "subscription_created" | "subscription_upgraded" | "subscription_downgraded" | "subscription_canceled" | "credit_purchase" | "credit_refund" | "overage_charged") | null;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
                /** @description First day, in the organization's time zone. */
                from?: string | null;
                /** @description Last day, in the organization's time zone. */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BillingHistoryResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_billing_history: {
        parameters: {
            query?: {
                /** @description Only events of this kind. */
                event_type?: ("invoice_created" | "invoice_paid" | "invoice_failed" | "subscription_created" | "subscription_upgraded" | "subscription_downgraded" | "subscription_canceled" | "credit_purchase" | "credit_refund" | "overage_charged") | null;
                /** @description First day, in the organization's time zone. */
                from?: string | null;
                /** @description Last day, in the organization's time zone. */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_credit_purchases: {
        parameters: {
            query?: {
                /** @description Only purchases in this state. */
                status?: ("pending" | "paid" | "canceled" | "failed" | "expired" | "refunded") | null;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_purchase_paid: {
        parameters: {
            query?: {
                /** @description Only say what it would do: nothing is written, no Idempotency-Key is needed, and the request counts as a read. */
                preview?: boolean;
            };
            header?: never;
            path: {
                /** @description The purchase. */
                purchase_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseResponse"] | components["schemas"]["PurchasePreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_purchase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The purchase. */
                purchase_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchaseEnd"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fail_purchase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The purchase. */
                purchase_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchaseEnd"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_purchase_paid_by_id: {
        parameters: {
            query?: {
                /** @description Only say what it would do: nothing is written, no Idempotency-Key is needed, and the request counts as a read. */
                preview?: boolean;
            };
            header?: never;
            path: {
                /** @description The purchase. */
                purchase_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseResponse"] | components["schemas"]["PurchasePreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_purchase_by_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The purchase. */
                purchase_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchaseEnd"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fail_purchase_by_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The purchase. */
                purchase_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchaseEnd"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PurchaseResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sign_in_methods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInMethodsResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndSessionResponse"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_one_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedSessions"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_sign_in: {
        parameters: {
            query?: {
                /** @description Page to go to afterwards: a local path. */
                return_to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finish_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out_by_provider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    logout_token: string;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad Request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationAccept"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembershipResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationAccept"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationPreviewResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_invitations: {
        parameters: {
            query?: {
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationCreatedResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invitation_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_organizations: {
        parameters: {
            query?: {
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_organization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDetailResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDetailResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    update_organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDetailResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suspend_organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDetailResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reactivate_organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDetailResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDetailResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_members: {
        parameters: {
            query?: {
                /** @description A part of the name or the address. */
                search?: string | null;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberAdd"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member. */
                user_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_member_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member. */
                user_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberRoleChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    leave_organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: {
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyCreatedResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_organization_limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpendingRulesResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_organization_limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpendingRulesRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpendingRulesResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_organization_limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_member_limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member. */
                user_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpendingLimitsResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_member_limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member. */
                user_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpendingLimitsRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpendingLimitsResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_member_limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The member. */
                user_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_key_limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpendingLimitsResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_key_limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpendingLimitsRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SpendingLimitsResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_key_limits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_system_audit_events: {
        parameters: {
            query?: {
                /** @description Only events of this type. */
                event_type?: string | null;
                /** @description Only what this person or key did. */
                actor_id?: string | null;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
                /** @description First day, in the organization's time zone. */
                from?: string | null;
                /** @description Last day, in the organization's time zone. */
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemAuditEventResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_system_audit_events: {
        parameters: {
            query?: {
                /** @description Only events of this type. */
                event_type?: string | null;
                /** @description Only what this person or key did. */
                actor_id?: string | null;
                /** @description First day, in the organization's time zone. */
                from?: string | null;
                /** @description Last day, in the organization's time zone. */
                to?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_audit_events: {
        parameters: {
            query?: {
                /** @description Only events of this type. */
                event_type?: string | null;
                /** @description Only what this person or key did. */
                actor_id?: string | null;
                /** @description How many items a page has at most. */
                limit?: number;
                /** @description From the Link header of the last page. */
                cursor?: string | null;
                /** @description First day, in the organization's time zone. */
                from?: string | null;
                /** @description Last day, in the organization's time zone. */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEventResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_audit_events: {
        parameters: {
            query?: {
                /** @description Only events of this type. */
                event_type?: string | null;
                /** @description Only what this person or key did. */
                actor_id?: string | null;
                /** @description First day, in the organization's time zone. */
                from?: string | null;
                /** @description Last day, in the organization's time zone. */
                to?: string | null;
            };
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_model_prices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPriceResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_price_versions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPriceResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_model_price: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelPriceRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPriceResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_price_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPriceStatusResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_own_prices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPriceResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_own_model_price: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelPriceRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPriceResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_usage_receipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_provider_keys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderKeyResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bring_provider_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderKeyCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderKeyResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fall_over: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FallOverResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_fall_over: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FallOver"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FallOverResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_provider_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider_key_id: string;
                /** @description The organization. */
                org_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_upstreams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpstreamStatusResponse"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HealthResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_system_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusResponse"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_demo_people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DemoPerson"][];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in_for_development: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DevelopmentSignIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not Found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Request Entity Too Large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unsupported Media Type */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too Many Requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
