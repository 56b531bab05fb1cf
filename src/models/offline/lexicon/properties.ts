/** Properties that customers ask about, folded, and the words of the attributes that answer. */
const properties: readonly [RegExp, readonly string[]][] = [
  [/(?<![a-z])(?:pin|battery)(?![a-z])/, ["battery"]],
  [/man hinh|screen|display|(?<![a-z])inch/, ["screen", "display", "resolution", "refresh"]],
  [/(?<![a-z])(?:nang|nhe|can nang|weight|weigh|heavy|light)(?![a-z])/, ["weight"]],
  [/bao hanh|warranty/, ["warranty"]],
  [/(?<![a-z])(?:ram|bo nho|memory)(?![a-z])/, ["ram", "memory"]],
  [/o cung|dung luong|storage|ssd|capacity/, ["storage", "ssd", "capacity"]],
  [/(?<![a-z])(?:chip|cpu|vi xu ly|processor)(?![a-z])/, ["cpu", "chip", "chipset", "processor"]],
  [/(?<![a-z])(?:card|vga|gpu|do hoa|graphics)(?![a-z])/, ["gpu", "graphics", "vga"]],
  [/camera|chup/, ["camera"]],
  [/toc do|speed|fast/, ["speed", "bus", "read", "write"]],
];

/** The attributes' words that a question is about: "nó nặng bao nhiêu" → weight. */
export function asksOf(folded: string): string[] {
  return properties.flatMap(([pattern, words]) => (pattern.test(folded) ? words : []));
}
