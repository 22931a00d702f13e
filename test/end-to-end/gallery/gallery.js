// Shows the chart that the address names, in a box of a fixed size.

import '../../../renderer/styles/index.css';
import { mount } from 'svelte';
import Gallery from './Gallery.svelte';

mount(Gallery, { target: document.querySelector('#gallery'), props: { chart: location.hash.slice(1) } });
