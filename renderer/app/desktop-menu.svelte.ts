// The desktop's menus: told what can be done here, and asked to do it.

import { createSubscriber } from 'svelte/reactivity';
import type { ParetoscopeBridge } from '../../electron/bridge.ts';
import { menuCommands, type CommandRegistry } from './commands.ts';

/**
 * Keeps the menus as the registry is: told anew whenever the list or what is enabled in it changed. To be called where
 * effects may be made; they end with their owner.
 */
export function followMenus(bridge: ParetoscopeBridge, registry: CommandRegistry): void {
  const subscribe = createSubscriber((update) => registry.onChange(update));
  // As text, because progress of a run asks every command several times a second whether it can run, and seldom
  // changes the answer.
  const commands = $derived.by(() => {
    subscribe();
    return JSON.stringify(menuCommands(registry.list()));
  });
  $effect(() => bridge.showCommands(JSON.parse(commands) as ReturnType<typeof menuCommands>));
  bridge.onCommand((id) => registry.run(id));
}
