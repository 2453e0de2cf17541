/** Elements, icons and links: all that is built is built here, and no text becomes markup. */
const SHAPES = {
	chat: 'M4 5h16v11h-9l-5 4v-4H4zM8 9h8M8 12h5',
	close: 'M6 6l12 12M18 6L6 18',
	menu: 'M5 8h14M5 12h14M5 16h14',
	send: 'M12 19V5M6 11l6-6 6 6',
	helpful: 'M4 11h3v9H4zM7 12l4-8q3 0 2.5 3V10H20l-2 10H7',
	unhelpful: 'M4 13h3V4H4zM7 12l4 8q3 0 2.5-3V14H20L18 4H7',
};

// One for every widget of a page. STYLE is style.css; the server puts it in.
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/** @type {Make} A class is a part too. */
const make = (tag, attributes = {}, ...children) => {
	const node = document.createElementNS(`http://www.w3.org/${/svg|path/.test(tag) ? '2000/svg' : '1999/xhtml'}`, tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (typeof value === 'function') node.addEventListener(name.slice(2), value);
		else if (value) node.setAttribute(name, value);
	}
	node.setAttribute('part', attributes.class || '');
	node.append(...children);
	return node;
};

/** @param {keyof typeof SHAPES} name */
const icon = (name) => make('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, make('path', { d: SHAPES[name] }));

/** @param {typeof ENGLISH} words @param {keyof typeof SHAPES} name @param {Attributes} attributes */
const control = (words, name, attributes, tag = 'button') =>
	make(tag, { class: 'icon', 'aria-label': words[name], ...attributes }, make('span', { title: words[name] }, icon(name)));

/** Links web addresses, in an emergency telephone numbers. @param {string} text @param {boolean} urgent */
const linked = (text, urgent) =>
	text
		.split(urgent ? /(\+?\d[\d ()-]{5,}\d|\b\d{3}\b)/ : /(https?:\/\/\S*[^\s.,;:!?)\]])/)
		.map((part, i) => (i % 2 ? make('a', { href: urgent ? 'tel:' + part.replace(/[^+\d]/g, '') : part }, part) : part));

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
