/** A delivery of a queue, as far as its consumers need it: Cloudflare's `MessageBatch` fits, and so does a test's. */
export interface QueueBatch {
  readonly queue: string;
  readonly messages: readonly QueueMessage[];
}

export interface QueueMessage {
  readonly id: string;
  readonly body: unknown;
  /** Deliveries of this message so far, this one included. */
  readonly attempts: number;
  ack(): void;
  retry(options?: { delaySeconds?: number }): void;
}
