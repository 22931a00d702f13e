// No preprocessing: components use type-only TypeScript, which the compiler strips by itself.

/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {};
