import { useTexts } from "../i18n/index.ts";

/** Where the conversation stands, said quietly. A state of another flow reads as its name. */
export function StateChip({ state }: { state: string }) {
  const { states } = useTexts();
  const labels: Record<string, string> = states;
  return (
    <p className="state" data-state={state} role="status">
      <span className="visually-hidden">{states.label}: </span>
      {labels[state] ?? state.replaceAll("_", " ")}
    </p>
  );
}
