import { socketRequest } from "../../conversations/index.ts";
import { EdgewiseError, valueOf, type ErrorData } from "../../platform/errors.ts";
import { endpoint } from "../endpoint.ts";
import { eventsDescription, feedQueryOf, feedQuerySchema } from "../feed-query.ts";
import { idParam } from "../schemas.ts";

const protocol = "edgewise";

/** What a browser may offer beside our own name: it can set no header, and a token in a URL would be written into logs. */
const bearerProtocol = /(?:^|,)\s*bearer\.([^\s,]+)\s*(?:,|$)/;

export const openSocket = endpoint(
  {
    policy: "participant",
    method: "get",
    path: "/v1/conversations/{id}/socket",
    operationId: "openSocket",
    summary: "Everything that happens, as a WebSocket",
    description:
      "As `GET …/events`, and you can talk back. A waiting socket costs nothing: the conversation sleeps behind it.\n\n" +
      'Browsers send their token as a subprotocol: `new WebSocket(url, ["edgewise", "bearer." + token])`. The token is read when the ' +
      "socket opens.\n\n" +
      'You may send, as JSON: `{"type":"message","text":"…","id":"…"}` (as `POST …/messages`; answered by `accepted`, the answer comes ' +
      'as events), `{"type":"typing","typing":true}` (again every few seconds while it goes on; whoever is told forgets it after 6 seconds), ' +
      '`{"type":"stop"}`, `{"type":"resume","after":"57"}`, `{"type":"ping"}` (exactly so it is answered without waking anybody; ' +
      "send one every 30 seconds, so that you are known to read). A `ref` of your own comes back with the answer. What is refused is answered by " +
      '`{"type":"error","code","detail"}`; it never closes the socket. At most 10 frames a second.\n\n' +
      "A long replay comes in pages: after `more`, ask on with `resume` after its `id`; after `live` you are told what happens. Closed " +
      "with 1012 or 1013 (you read too slowly): open another one with `after` your last `id`. Closed with 4410: the conversation is erased.\n\n" +
      "Everybody with a socket is told who is here, by `presence`, and who writes, by `typing`. Staff are not told apart; who only watches uses `GET …/events`.\n\n" +
      eventsDescription,
    tags: ["Events"],
    readAuthorization: (header) => {
      const token = bearerProtocol.exec(header("sec-websocket-protocol") ?? "")?.[1];
      return header("authorization") ?? (token === undefined ? undefined : `Bearer ${token}`);
    },
    request: { params: idParam("conv_019aa0c4"), query: feedQuerySchema },
    responses: { 101: { description: "The socket is open." } },
    problems: ["not_found", "rate_limited", "upgrade_required"],
  },
  async (context) => {
    const { tenantId, actor } = context.get("caller");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
      throw new EdgewiseError("upgrade_required", "Open this address as a WebSocket, or read GET …/events.");
    }
    const query = feedQueryOf(context.req.valid("query"));
    const opened = await context.env.ports.conversations(address).fetch(socketRequest({ address, actor, query }));
    // The object has written it: an error's data.
    if (!opened.webSocket) valueOf({ ok: false, error: await opened.json<ErrorData>() });
    const offered = (context.req.header("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
    // A browser that offers protocols hangs up unless one of them is chosen; the token is not said again.
    const headers = offered.includes(protocol) ? { "sec-websocket-protocol": protocol } : undefined;
    return new Response(null, { status: 101, webSocket: opened.webSocket, ...(headers ? { headers } : {}) });
  },
);
