/** The element <faq-bot>, and the one that the script's own tag stands for. */
const script = document.currentScript;
const home = new URL(script.src).origin;

class FaqBot extends HTMLElement {
	#chat;

	async connectedCallback() {
		const lang = (this.dataset.language || document.documentElement.lang).slice(0, 2);
		let words = ENGLISH;
		if (TRANSLATED.includes(lang)) words = { ...words, ...(await fetch(`${home}/static/lang/${lang}.json`).then((response) => response.json()).catch(() => null)) };
		if (!this.isConnected) return;
		this.#chat ??= new Chat(this, words, this.dataset.api || home);
		this.#chat.connect();
	}

	disconnectedCallback() {
		this.#chat?.page.abort();
	}

	open() {
		this.#chat?.panel.show(true);
	}

	close() {
		this.#chat?.panel.close();
	}

	/** @param {string} text */
	ask(text) {
		this.open();
		this.#chat?.ask(text);
	}
}
customElements.get('faq-bot') ?? customElements.define('faq-bot', FaqBot);

// A bare tag adds none where there is one.
if (Object.keys(script.dataset).length || !document.querySelector('faq-bot')) {
	const bot = document.createElement('faq-bot');
	Object.assign(bot.dataset, script.dataset);
	if (bot.dataset.variant === 'inline') script.after(bot);
	else (document.body || document.documentElement).append(bot);
}
