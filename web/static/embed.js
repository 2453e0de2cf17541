/** The page for publishers: what is chosen in the form becomes a live preview and the tag to copy. */
(() => {
	/**
	 * @template {HTMLElement} T
	 * @param {string} id @param {new () => T} type
	 * @returns {T}
	 */
	const part = (id, type) => {
		const found = document.getElementById(id);
		if (!(found instanceof type)) throw new TypeError(`#${id} is missing`);
		return found;
	};

	const form = part('choose', HTMLFormElement);
	const colour = part('colour', HTMLInputElement);
	const corner = part('position', HTMLSelectElement);
	const code = part('code', HTMLElement);
	const copy = part('copy', HTMLButtonElement);
	const said = part('said', HTMLElement);
	const where = part('where', HTMLElement);
	const stage = part('stage', HTMLElement);
	const plain = code.textContent ?? '';
	const IN_CORNER = where.textContent;
	let open = false;
	let later = 0;

	/** What differs from the widget's own choice, by the name of its data attribute. */
	const chosen = () => {
		/** @type {Record<string, string>} */
		const options = {};
		for (const [name, value] of new FormData(form)) {
			const text = String(value).trim();
			if (text && !(name === 'colour' && text === colour.defaultValue)) options[name] = text;
		}
		return options;
	};

	/** @param {string} text */
	const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

	/** @param {Record<string, string>} options */
	const tag = (options) => {
		const attributes = Object.entries(options).map(([name, value]) => ` data-${name}="${quoted(value)}"`);
		return plain.replace(' defer', () => ' defer' + attributes.join(''));
	};

	/** An element reads its options once, so each preview is a new one. @param {Record<string, string>} options */
	const preview = (options) => {
		const bot = document.createElement('faq-bot');
		Object.assign(bot.dataset, options, { history: 'off' });
		if (open) bot.dataset.open = 'true';
		stage.replaceChildren(bot);
		where.textContent = options.variant === 'inline' ? 'The chat stands here, in the text.' : IN_CORNER;
	};

	/** From the address, so that a choice can be passed on. */
	const recall = () => {
		for (const [name, value] of new URLSearchParams(location.search)) {
			const field = form.elements.namedItem(name);
			if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = value === field.value;
			else if (field instanceof HTMLInputElement) field.value = value;
			else if (field instanceof HTMLSelectElement && [...field.options].some((option) => option.value === value)) field.value = value;
		}
	};

	/** @param {Record<string, string>} options */
	const show = (options) => {
		corner.disabled = options.variant === 'inline';
		code.textContent = tag(options);
		said.textContent = '';
		const query = new URLSearchParams(options).toString();
		history.replaceState(null, '', query ? `?${query}` : location.pathname);
	};

	const update = () => {
		const options = chosen();
		show(options);
		clearTimeout(later);
		later = setTimeout(() => preview(options), 250);
	};

	const select = () => {
		const selection = getSelection();
		selection?.selectAllChildren(code);
		said.textContent = 'Selected; copy it with your keyboard or its menu.';
	};

	document.addEventListener('faqbot:open', () => (open = true));
	document.addEventListener('faqbot:close', () => (open = false));
	form.addEventListener('submit', (event) => event.preventDefault());
	form.addEventListener('input', update);
	copy.addEventListener('click', async () => {
		said.textContent = '';
		try {
			await navigator.clipboard.writeText(code.textContent ?? '');
			said.textContent = 'Copied';
		} catch {
			select(); // not allowed here, or no https
		}
	});

	copy.hidden = false;
	recall();
	show(chosen());
	preview(chosen()); // at once: the widget's script adds one of its own where there is none
})();
