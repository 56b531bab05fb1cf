/** Whether imports point one way: the rules are data (verify/layers.ts), the imports are read from the files (verify/imports.ts). */
import type { Import } from "./verify/imports.ts";
import { entrances as ownEntrances, layers as ownLayers, type Layer } from "./verify/layers.ts";

export interface LayerRules {
  layers: readonly Layer[];
  entrances: Readonly<Record<string, readonly string[]>>;
}

const ownRules: LayerRules = { layers: ownLayers, entrances: ownEntrances };

/** A unit and where it stands; layer 0 is the top. */
interface Place {
  unit: string;
  depth: number;
  layer: Layer;
}

/** One line for each import that breaks a rule, `file:line` first, saying what to do instead. */
export function findLayerProblems(imports: readonly Import[], rules: LayerRules = ownRules): string[] {
  const broken = imports.flatMap((one) => {
    const reason = one.isPackage ? packageProblem(one, rules) : pathProblem(one, rules);
    return reason === undefined ? [] : [`${one.file}:${one.line} imports ${one.target}: ${reason}`];
  });
  return [...broken, ...circles(imports, rules)];
}

function packageProblem({ file, target, typesOnly }: Import, rules: LayerRules): string | undefined {
  const layer = placeOf(file, rules)?.layer;
  if (!layer?.packages || typesOnly || layer.packages.includes(packageName(target))) return undefined;
  return `the ${layer.name} layer runs only ${layer.packages.join(", ")}. Import types alone, or do this work in a layer above.`;
}

function pathProblem({ file, target, typesOnly }: Import, rules: LayerRules): string | undefined {
  const from = placeOf(file, rules);
  const to = placeOf(target, rules);
  if (!from || !to) return `${from ? target : file} is in no layer. Name its folder in dev/verify/layers.ts.`;
  if (from.unit === to.unit) return undefined;
  if (to.depth < from.depth)
    return `${from.unit} (${from.layer.name}) lies below ${to.unit} (${to.layer.name}). Take it as a port, or move what both need down.`;
  if (to.depth === from.depth && !from.layer.siblings)
    return `${from.unit} and ${to.unit} do not know each other. Move what both need into a layer below (${from.layer.name}).`;
  if (from.layer.typesOnly && !typesOnly) return `${from.unit} knows ${to.unit} by its types alone. Write \`import type\`.`;
  return entranceProblem(to, target, rules);
}

function entranceProblem({ unit }: Place, target: string, { entrances }: LayerRules): string | undefined {
  const open = entrances[unit] ?? ["index.ts"];
  const inside = target.slice(unit.length + 1);
  if (target === unit || open.includes("*") || open.includes(inside)) return undefined;
  const doors = open.map((door) => `${unit}/${door}`).join(" or ");
  return `it reaches past the entrance of ${unit}. Import it from ${doors}, and export it there if it is missing.`;
}

/** Units of one layer that import each other in a circle, each circle once, with an import of every step. */
function circles(imports: readonly Import[], rules: LayerRules): string[] {
  const steps = new Map<string, Map<string, Import>>();
  for (const one of imports) {
    const from = placeOf(one.file, rules);
    const to = one.isPackage ? undefined : placeOf(one.target, rules);
    if (!from || !to || from.unit === to.unit || from.depth !== to.depth) continue;
    const next = steps.get(from.unit) ?? new Map<string, Import>();
    if (!next.has(to.unit)) next.set(to.unit, one);
    steps.set(from.unit, next);
  }
  const found = new Map<string, string>();
  for (const unit of steps.keys()) {
    const circle = shortestCircle(unit, steps);
    if (!circle) continue;
    const where = circle.map(({ file, line, target }) => `${file}:${line} → ${target}`).join(", ");
    const members = circle.map(({ file }) => placeOf(file, rules)?.unit ?? file);
    const key = members.toSorted().join();
    if (!found.has(key)) found.set(key, `${members.join(", ")} import each other in a circle (${where}). Move what they share down.`);
  }
  return [...found.values()];
}

/** Breadth first from a unit back to itself. */
function shortestCircle(start: string, steps: ReadonlyMap<string, ReadonlyMap<string, Import>>): Import[] | undefined {
  const seen = new Set<string>();
  let paths: { unit: string; path: Import[] }[] = [{ unit: start, path: [] }];
  while (paths.length > 0) {
    const further = paths.flatMap(({ unit, path }) =>
      [...(steps.get(unit) ?? [])].map(([next, step]) => ({ unit: next, path: [...path, step] })),
    );
    const closed = further.find(({ unit }) => unit === start);
    if (closed) return closed.path;
    paths = further.filter(({ unit }) => !seen.has(unit));
    for (const { unit } of paths) seen.add(unit);
  }
  return undefined;
}

function placeOf(path: string, { layers }: LayerRules): Place | undefined {
  for (const [depth, layer] of layers.entries()) {
    const unit = layer.units.find((one) => path === one || path.startsWith(`${one}/`));
    if (unit !== undefined) return { unit, depth, layer };
  }
  return undefined;
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
