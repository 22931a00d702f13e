// Colours for canvases, resolved from the style sheet's custom properties and again whenever the theme changes.

import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((text) => matchMedia(text));
  const observer = new MutationObserver(update);
  const attributeFilter = ['data-theme', 'data-contrast'];
  observer.observe(document.documentElement, { attributes: true, attributeFilter });
  for (const query of queries) query.addEventListener('change', update);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', update);
  };
});

/**
 * The colour of each named custom property, as `rgb(...)`. Read inside an effect or a derived value it is followed
 * through theme changes.
 */
export function resolveColors<Name extends string>(
  properties: Readonly<Record<Name, string>>,
): Readonly<Record<Name, string>> {
  subscribe();
  const probe = document.createElement('span');
  probe.hidden = true;
  // Else every colour would be that of text where the system forces colours; the tokens know that case themselves.
  probe.style.setProperty('forced-color-adjust', 'none');
  document.body.append(probe);
  const colors: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(properties) as Name[]) {
    probe.style.color = `var(${properties[name]})`;
    colors[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colors as Record<Name, string>;
}
