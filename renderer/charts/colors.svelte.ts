// Colours for canvases, resolved from the style sheet's custom properties and again whenever the theme changes.

import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(update);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  scheme.addEventListener('change', update);
  return () => {
    observer.disconnect();
    scheme.removeEventListener('change', update);
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
  document.body.append(probe);
  const colors: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(properties) as Name[]) {
    probe.style.color = `var(${properties[name]})`;
    colors[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colors as Record<Name, string>;
}
