/** The Worker: fetch, queue and scheduled hand over to http, queues and cron; the objects are exported here. */
export { ConversationObject } from "../durable-objects/conversation/object.ts";
