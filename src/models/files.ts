/** Which attached files models can be given. A model that is given one that it cannot read fails the whole answer. */
import type { Settings } from "../platform/settings.ts";
import { modelName } from "./registry.ts";

/** All of Gemini's models see; of other providers some do, and the operator knows which: GENERATE_MODEL_FILES. */
const known: Readonly<Record<string, string>> = { google: "images,pdf" };

/** How the model that generates answers takes a file of a media type: as it is, as text, or not at all. */
export function filesOfAnswers(settings: Settings): (mediaType: string) => "file" | "text" | null {
  const name = modelName(settings, "generate");
  const provider = name.slice(0, name.indexOf(":"));
  // Rules, not a model: what stands in a file would read as said by the customer.
  if (provider === "offline") return () => null;
  const seen = settings.GENERATE_MODEL_FILES ?? known[provider] ?? "none";
  return (mediaType) => {
    if (mediaType.startsWith("text/")) return "text";
    const isSeen = mediaType === "application/pdf" ? seen.includes("pdf") : mediaType.startsWith("image/") && seen.includes("images");
    return isSeen ? "file" : null;
  };
}
