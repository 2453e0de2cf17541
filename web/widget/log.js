/** The conversation as it is seen: each message with what belongs to it. */
class Log {
	/** The element of each question, where its answer or its failure is put. */
	nodes = new WeakMap();

	/** @param {Chat} chat */
	constructor(chat) {
		this.chat = chat;
		this.words = chat.words;
		this.node = make('div', { role: 'log', class: 'log', 'aria-label': this.words.log, 'aria-live': 'off', tabindex: '0' });
	}

	/** Shows all messages anew; the log must be silent. */
	fill() {
		const { chat, node, words } = this;
		node.replaceChildren(
			make('div', { 'data-from': 'bot', class: 'greeting' }, this.speaker(words.bot), make('div', { class: 'text', dir: 'auto' }, words.greeting)),
			make('p', { class: 'small' }, words.note),
		);
		for (const message of chat.conversation.messages) {
			node.append(message.reply ? this.answer(message) : this.question(message));
			if (message.reply) this.extras(message, node.lastChild);
			if (message.state === 'failed') chat.fail(message, 'failed', 0, false);
		}
	}

	/** Shows a new question where it can be seen. @param {Message} message */
	add(message) {
		this.node.querySelector('.suggestions')?.remove();
		this.node.append(this.question(message));
		this.toEnd();
	}

	toEnd() {
		this.node.scrollTop = this.node.scrollHeight;
	}

	/** Alerts shown once must not speak again. */
	hush() {
		this.node.ariaLive = 'off';
		for (const alert of this.node.querySelectorAll('[role=alert]')) alert.role = null;
	}

	/** Shows an answer under its question. @param {Message} message @param {Message} answer */
	async reply(message, answer) {
		const { node } = this;
		const asked = this.nodes.get(message);
		const follow = node.scrollHeight - node.scrollTop - node.clientHeight < 150;
		const toAnswer = () => follow && (node.scrollTop = asked.offsetTop - 12); // where a long one begins
		const own = this.answer(answer, true);
		const clarify = answer.reply.kind === 'clarify';
		if (clarify) this.extras(answer, own);
		asked.after(own);
		toAnswer();
		if (clarify) return;
		await wait(100); // only the text is read out
		this.extras(answer, own);
		toAnswer();
	}

	speaker(name) {
		return make('span', { class: 'away' }, `${name}: `);
	}

	/** @param {Message} message */
	question(message) {
		const node = make('div', { 'data-from': 'user', class: 'question', 'aria-live': 'off' },
			this.speaker(this.words.you), make('p', { dir: 'auto' }, message.text));
		this.nodes.set(message, node);
		return node;
	}

	/** @param {Message} message */
	answer({ text, reply, heading }, live = false) {
		const { bot, emergency } = this.words;
		const urgent = reply.kind === 'emergency';
		return make('div', { 'data-from': 'bot', class: reply.kind, lang: reply.language, role: live && urgent && 'alert' },
			this.speaker(bot),
			urgent ? make('strong', {}, emergency) : '',
			heading ? make('p', { class: 'asked', dir: 'auto' }, heading) : '',
			make('div', { class: 'text', dir: 'auto' }, ...linked(text, urgent)));
	}

	/** Puts under an answer where it is from, whether it helped, and what to ask next. @param {Message} message */
	extras(message, node) {
		const { kind, source, suggestions } = message.reply;
		const box = make('div', { 'aria-live': 'off' });
		if (kind === 'answer' || kind === 'referral') {
			box.append(make('div', { class: 'foot' }, source ? this.source(source) : '', this.thumbs(message, box)));
		}
		if (suggestions?.length && this.chat.conversation.messages.at(-1) === message) box.append(this.suggestions(suggestions, kind));
		node.append(box);
	}

	/** @param {Source} source */
	source({ section, title, publisher, published, url }) {
		const date = published && new Date(published).toLocaleDateString(this.words.lang, { dateStyle: 'long', timeZone: 'UTC' });
		const text = [section, title, publisher, date].filter(Boolean).join('\u00a0· '); // no line begins with a dot
		const fragment = section && !url?.includes('#') ? '#:~:text=' + encodeURIComponent(section).replaceAll('-', '%2D') : '';
		return make('p', { class: 'source' }, `${this.words.source}: `,
			/^https?:/.test(url) ? make('a', { href: url + fragment, onclick: () => this.chat.panel.uncover() }, text) : text);
	}

	/** @param {Message} message */
	thumbs(message, box) {
		const { chat, words } = this;
		const send = (comment) => chat.rate(message, comment);
		const form = this.comment(async (text) => {
			if (!settled(await send(text))) return chat.say(words.undone);
			form.remove();
			buttons[1].focus();
			chat.say(words.thanks);
		});
		const buttons = [true, false].map((helpful) => control(words, helpful ? 'helpful' : 'unhelpful', {
			'aria-pressed': `${message.helpful === helpful}`,
			onclick: () => {
				message.helpful = helpful;
				buttons.forEach((button, i) => (button.ariaPressed = helpful === !i));
				send();
				if (helpful) form.remove();
				else box.firstChild.after(form);
				chat.say(helpful ? words.thanks : `${words.thanks} ${words.comment}`);
				chat.save();
			},
		}));
		return make('div', { class: 'thumbs', role: 'group', 'aria-label': words.rate }, ...buttons);
	}

	/** @param {(text: string) => void} onsend */
	comment(onsend) {
		const { comment, send } = this.words;
		const field = make('input', { 'aria-label': comment, placeholder: comment, maxlength: LIMIT });
		return make('form', { class: 'comment', onsubmit: (event) => { event.preventDefault(); onsend(field.value); } },
			field, make('button', { class: 'plain' }, send));
	}

	/** @param {Suggestion[]} list @param {string} kind */
	suggestions(list, kind) {
		const { chat, words } = this;
		const label = words[kind] || words.start;
		return make('div', { class: 'suggestions', role: 'group', 'aria-label': label, 'aria-live': 'off' },
			make('p', { class: 'label', 'aria-hidden': 'true' }, label),
			...list.map(({ id, question }) => make('button', { class: 'ask', dir: 'auto', 'data-suggestion': id,
				onclick: (event) => { chat.ask(question, id); chat.panel.focus(event); } }, question)));
	}

	/** Shows questions to begin with, unless one was asked. @param {Suggestion[]} [list] */
	offer(list) {
		if (list && !this.chat.conversation.messages.length && !this.node.querySelector('.suggestions')) this.node.append(this.suggestions(list, 'start'));
	}

	/** Tells under a question that it failed, with a button and how long it waits. */
	failure(message, { text, live, seconds, onretry }) {
		const retry = this.words.retry;
		const button = make('button', { class: 'plain', disabled: seconds, onclick: (event) => { onretry(); this.chat.panel.focus(event); } }, retry);
		const box = make('div', { class: 'failed' });
		this.nodes.get(message).append(box);
		box.append(make('p', { role: live && 'alert' }, text), button); // an alert that is put in, or it stays silent
		const tick = () => {
			button.textContent = `${retry} (${seconds})`;
			if (seconds--) setTimeout(tick, 1000);
			else onretry();
		};
		if (seconds) tick();
		this.toEnd();
	}

	/** @param {Message} message */
	failed(message) {
		return this.nodes.get(message).querySelector('.failed');
	}
}
