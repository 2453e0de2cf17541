/** The page of all routes: sends what a form holds and shows what comes back. */
(() => {
	const SHOWN = 20000;

	/** @param {HTMLFormElement} form @param {string} where @returns {[string, string][]} */
	const given = (form, where) =>
		[...form.querySelectorAll('input')]
			.filter(({ dataset, value }) => dataset.in === where && value)
			.map(({ dataset, value }) => [dataset.name ?? '', value]);

	/** @param {HTMLFormElement} form */
	const address = (form) => {
		let path = form.dataset.path ?? '';
		for (const [name, value] of given(form, 'path')) path = path.replace(`{${name}}`, () => encodeURIComponent(value));
		const query = new URLSearchParams(given(form, 'query')).toString();
		return query ? `${path}?${query}` : path;
	};

	/** A form's fields stand a line each. @param {HTMLFormElement} form */
	const body = (form) => {
		const written = form.querySelector('textarea')?.value;
		if (written === undefined || form.dataset.type === 'application/json') return written;
		const fields = written.split('\n').filter((line) => line.includes('='));
		return new URLSearchParams(fields.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])).toString();
	};

	/** @param {Response} response */
	const written = async (response) => {
		const text = (await response.text()).slice(0, SHOWN);
		if (!response.headers.get('Content-Type')?.includes('json')) return text;
		try {
			return JSON.stringify(JSON.parse(text), null, 2);
		} catch {
			return text;
		}
	};

	/** @param {HTMLFormElement} form */
	const send = async (form) => {
		const said = form.querySelector('.said');
		const came = form.querySelector('pre');
		if (!said || !came) return;
		said.textContent = 'Sending …';
		try {
			const headers = new Headers(given(form, 'header'));
			if (form.dataset.type) headers.set('Content-Type', form.dataset.type);
			const response = await fetch(address(form), { method: form.dataset.method, headers, body: body(form) });
			came.textContent = await written(response);
			came.hidden = !came.textContent;
			said.textContent = `${response.status} ${response.statusText}`;
		} catch {
			came.hidden = true;
			said.textContent = 'It could not be sent.';
		}
	};

	document.addEventListener('submit', (event) => {
		event.preventDefault();
		if (event.target instanceof HTMLFormElement) void send(event.target);
	});
})();
