import { mount } from 'svelte';
import './styles/index.css';
import App from './app/App.svelte';
import { connectHost } from './host/index.ts';

mount(App, { target: document.querySelector('#app')!, props: { host: connectHost() } });
