import type { Language } from "../../../src/platform/ports.ts";
import type { Theme } from "../appearance.ts";
import { useTexts } from "../i18n/index.ts";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icons.ts";

export interface PreferencesProps {
  theme: Theme;
  language: Language;
  onTheme: (theme: Theme) => void;
  onLanguage: (language: Language) => void;
}

const themes: [Theme, IconName][] = [
  ["system", "monitor"],
  ["light", "sun"],
  ["dark", "moon"],
];

/** Theme and language: radio groups, so that arrows move and a screen reader tells what is chosen. */
export function Preferences({ theme, language, onTheme, onLanguage }: PreferencesProps) {
  const { settings } = useTexts();
  return (
    <div className="preferences">
      <fieldset className="segments">
        <legend className="visually-hidden">{settings.language}</legend>
        {(["vi", "en"] as const).map((choice) => (
          <label key={choice} className="segment" title={settings[choice]}>
            <input type="radio" name="language" value={choice} checked={language === choice} onChange={() => onLanguage(choice)} />
            <span lang={choice} aria-hidden="true">
              {choice.toUpperCase()}
            </span>
            <span className="visually-hidden">{settings[choice]}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className="segments">
        <legend className="visually-hidden">{settings.theme}</legend>
        {themes.map(([choice, icon]) => (
          <label key={choice} className="segment" title={settings[choice]}>
            <input type="radio" name="theme" value={choice} checked={theme === choice} onChange={() => onTheme(choice)} />
            <Icon name={icon} size={18} />
            <span className="visually-hidden">{settings[choice]}</span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}
