import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../../../../web/chat/conversation/message.ts";
import { recover, type RecoveryPorts } from "../../../../../web/chat/conversation/recover.ts";

const said = (id: string): ChatMessage => ({ id, role: "user", parts: [{ type: "text", text: id }] });
const answer = (id: string, status = "complete"): ChatMessage => ({
  id,
  role: "assistant",
  parts: [{ type: "text", text: id }],
  metadata: { status },
});

interface World {
  attachment?: "attached" | "nothing" | "failed";
  shown: ChatMessage[];
  stored: ChatMessage[];
}

function stage({ attachment = "nothing", shown, stored }: World) {
  const did: string[] = [];
  const screen = { messages: shown };
  const ports: RecoveryPorts = {
    attach: async () => attachment,
    stored: async () => stored,
    shown: () => screen.messages,
    show: (messages) => (screen.messages = messages),
    resend: async ({ id }) => void did.push(`resend ${id}`),
    regenerate: async () => void did.push("regenerate"),
  };
  return { ports, did, screen };
}

describe("recover", () => {
  it("lets a running turn tell itself", async () => {
    const { ports, did, screen } = stage({ attachment: "attached", shown: [said("q1")], stored: [] });
    expect(await recover(ports, "answer")).toBe("attached");
    expect(did).toEqual([]);
    expect(screen.messages).toHaveLength(1);
  });

  it("touches nothing while the server cannot be reached", async () => {
    const { ports, did } = stage({ attachment: "failed", shown: [said("q1")], stored: [] });
    expect(await recover(ports, "answer")).toBe("failed");
    expect(did).toEqual([]);
  });

  it("sends a message that never arrived again, under its own id", async () => {
    const { ports, did } = stage({ shown: [answer("greeting"), said("q1")], stored: [answer("greeting")] });
    expect(await recover(ports, "catch-up")).toBe("resent");
    expect(did).toEqual(["resend q1"]);
  });

  it("shows an answer that was finished while nobody listened, and asks for no other", async () => {
    const { ports, did, screen } = stage({ shown: [said("q1"), answer("a1", "streaming")], stored: [said("q1"), answer("a1")] });
    expect(await recover(ports, "answer")).toBe("caught-up");
    expect(screen.messages.at(-1)?.metadata?.status).toBe("complete");
    expect(did).toEqual([]);
  });

  it.each(["stopped", "failed", "interrupted"])("asks again for an answer that was %s, if asked to", async (status) => {
    const { ports, did } = stage({ shown: [said("q1")], stored: [said("q1"), answer("a1", status)] });
    expect(await recover(ports, "answer")).toBe("regenerated");
    expect(did).toEqual(["regenerate"]);
  });

  it("asks for the answer of a message that has none, if asked to", async () => {
    const { ports, did } = stage({ shown: [said("q1")], stored: [said("q1")] });
    await recover(ports, "catch-up");
    expect(did).toEqual([]);
    await recover(ports, "answer");
    expect(did).toEqual(["regenerate"]);
  });
});
