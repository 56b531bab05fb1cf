/** What the checker finds in a flow, and how it says so. */
import type { Localized } from "../../platform/ports.ts";
import type { StateName } from "../states.ts";

/** An error keeps a flow from being published; a warning is told. */
export const severities = {
  unknown_state: "error",
  missing_state: "error",
  unknown_tool: "error",
  unreachable_state: "error",
  dead_end: "error",
  must_precede_broken: "error",
  must_precede_unsatisfiable: "error",
  whitelist_leads_nowhere: "error",
  too_complex: "error",
  tool_never_offered: "warning",
  state_never_proposed: "warning",
  idle_without_effect: "warning",
} as const satisfies Record<string, "error" | "warning">;

export type FindingCode = keyof typeof severities;

export interface Finding {
  code: FindingCode;
  severity: "error" | "warning";
  /** Where in the flow it stands, e.g. `states.viewing.next`. */
  at: string;
  /**
   * The shortest way from the initial state that shows it. Of a refused step, that step is the last one.
   * Empty where no path can show it: a name that is wrong, a state to which nothing leads.
   */
  path: StateName[];
  message: Localized;
}

/** What a sentence is about; each code needs some of it. */
export interface Subject {
  at: string;
  path?: readonly StateName[];
  state?: StateName;
  /** Another state that matters: what must come first. */
  other?: StateName;
  tool?: string;
  /** Names to be listed. */
  names?: readonly string[];
  industry?: string;
}

export function finding(code: FindingCode, subject: Subject): Finding {
  const { at, path = [] } = subject;
  return { code, severity: severities[code], at, path: [...path], message: sentences[code](subject) };
}

const sentences: Record<FindingCode, (subject: Subject) => Localized> = {
  unknown_state: ({ at, state }) => ({
    vi: `${at} nêu trạng thái “${state}”, nhưng luồng không có trạng thái này. Hãy sửa tên hoặc thêm trạng thái.`,
    en: `${at} names the state “${state}”, which the flow does not have. Correct the name, or add the state.`,
  }),
  missing_state: ({ state }) => ({
    vi: `Luồng thiếu trạng thái “${state}”, nơi hệ thống tự đưa hội thoại vào. Hãy thêm trạng thái này.`,
    en: `The flow lacks the state “${state}”, into which the platform itself puts conversations. Add it.`,
  }),
  unknown_tool: ({ state, tool }) => ({
    vi: `“${state}” cho phép công cụ “${tool}”, nhưng không có công cụ nào tên như vậy.`,
    en: `“${state}” offers the tool “${tool}”, and there is no such tool.`,
  }),
  unreachable_state: ({ state, path = [] }) =>
    path.length > 0
      ? {
          vi: `Không bao giờ vào được “${state}”: mọi đường, như ${arrows(path)}, đều bị must_precede chặn lại ở bước cuối.`,
          en: `“${state}” is never entered: every way there, such as ${arrows(path)}, is refused at its last step by must_precede.`,
        }
      : {
          vi: `Không có đường nào dẫn tới “${state}”. Hãy cho nó theo sau một trạng thái tới được, hoặc bỏ nó đi.`,
          en: `Nothing leads to “${state}”. Let it follow a state that can be reached, or remove it.`,
        },
  dead_end: ({ state, path = [] }) => ({
    vi: `${arrows(path)}: sau “${state}” hành trình không đi tiếp được nữa, chỉ còn cách bỏ dở. Hãy thêm trạng thái kế tiếp, hoặc cho hành trình bắt đầu lại (restarts).`,
    en: `${arrows(path)}: behind “${state}” the journey cannot go on, only be broken off. Name a next state, or let it restart (restarts).`,
  }),
  must_precede_broken: ({ state, other, path = [] }) => ({
    vi: `${arrows(path)}: “${path.at(-2)}” cho sang “${state}” khi chưa qua “${other}”. Hãy bỏ “${state}” khỏi các bước sau “${path.at(-2)}”, hoặc dẫn đường này qua “${other}” trước.`,
    en: `${arrows(path)}: “${path.at(-2)}” offers “${state}” before “${other}” was visited. Take “${state}” out of what may follow “${path.at(-2)}”, or lead this way through “${other}” first.`,
  }),
  must_precede_unsatisfiable: ({ state, other, path = [] }) => ({
    vi: `${arrows(path)}: “${state}” cần qua “${other}” trước, nhưng không đường nào tới “${state}” đi qua “${other}”, nên luôn bị từ chối.`,
    en: `${arrows(path)}: “${state}” needs “${other}” first, but no way to “${state}” visits “${other}”, so it is always refused.`,
  }),
  whitelist_leads_nowhere: ({ state, path = [], names = [] }) => ({
    vi: `${arrows(path)}: không công cụ nào của “${state}” có thể đề xuất trạng thái được phép theo sau nó (${names.join(", ")}), nên hội thoại kẹt lại ở đây.`,
    en: `${arrows(path)}: no tool of “${state}” can propose a state that may follow it (${names.join(", ")}), so conversations get stuck here.`,
  }),
  too_complex: () => ({
    vi: "Không thể kiểm tra hết luồng này: must_precede nêu quá nhiều trạng thái có thể đi qua theo nhiều thứ tự khác nhau. Hãy nêu ít hơn.",
    en: "This flow cannot be checked whole: must_precede names too many states that can be visited in too many orders. Name fewer.",
  }),
  tool_never_offered: ({ tool, industry }) => ({
    vi: `Công cụ “${tool}” dành cho ngành “${industry}”, nhưng không trạng thái nào tới được cho phép dùng.`,
    en: `The tool “${tool}” is made for the industry “${industry}”, and no state that can be reached offers it.`,
  }),
  state_never_proposed: ({ state }) => ({
    vi: `Luồng cho vào “${state}”, nhưng không công cụ nào trên đường tới đó đề xuất trạng thái này, nên sẽ không hội thoại nào ở đó.`,
    en: `The flow lets conversations into “${state}”, but no tool on the way there proposes it, so none will ever be in it.`,
  }),
  idle_without_effect: ({ state }) => ({
    vi: `“${state}” có quy định thời gian chờ (idle) không bao giờ có tác dụng: hội thoại đã kết thúc thì không kết thúc lần nữa, còn khi nhân viên đang hỗ trợ thì hệ thống không nhắc.`,
    en: `“${state}” has an idle rule that never holds: what is closed is not closed again, and nobody is reminded while staff have the conversation.`,
  }),
};

const arrows = (path: readonly StateName[]): string => path.join(" → ");
