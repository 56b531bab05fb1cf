import { EdgewiseError } from "../../platform/errors.ts";
import { createShopModel } from "../offline/model.ts";
import { sleep } from "../../platform/sleep.ts";
import type { CreateModel } from "./provider.ts";

/** The stand-in that needs no key and no network (docs/decisions). OFFLINE_TOKEN_DELAY_MS sets its pace. */
export const createOfflineModel: CreateModel = (modelId, settings, ports) => {
  if (modelId !== "shop") throw new EdgewiseError("unavailable", `There is no offline model "${modelId}". Use offline:shop.`);
  return createShopModel({ delayMs: settings.OFFLINE_TOKEN_DELAY_MS, sleep: ports.sleep ?? sleep });
};
