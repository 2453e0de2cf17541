/** A conversation: what was asked and answered, and what is on its way. */
const LIMIT = 1000; // characters
const TIMEOUT_MS = 15000;

/** @returns {Conversation} */
const begin = (open) => ({ messages: [], draft: '', open, unread: 0 });

/** Whether the server did it, or had nothing to do. */
const settled = ({ status }) => status === 204 || status === 404;

class Chat {
	starters;
	request = new AbortController();

	/** @param {HTMLElement} host @param {typeof ENGLISH} words @param {string} api */
	constructor(host, words, api) {
		const { article, colour, history, open } = host.dataset;
		this.host = host;
		this.words = { ...words, ...host.dataset };
		this.api = api;
		this.memory = new Memory(`faqbot:${host.id || article || ''}`, history);
		this.conversation = { ...begin(open === 'true'), ...this.memory.recall() };
		this.log = new Log(this);
		this.panel = new Panel(this);
		if (colour) this.panel.root.style.setProperty('--faqbot-colour', colour);
		this.log.fill();
		this.panel.showUnread();
		const shadow = host.attachShadow({ mode: 'open' });
		shadow.adoptedStyleSheets = [sheet];
		shadow.append(this.panel.root);
	}

	connect() {
		this.page?.abort();
		this.page = new AbortController();
		const { signal } = this.page;
		addEventListener('online', () => this.pump(), { signal });
		this.panel.connect(signal);
		this.pump();
	}

	/** @param {string} words @param {string} [entry] id of a suggestion */
	ask(words, entry) {
		const text = words.trim().slice(0, LIMIT);
		if (!text) return;
		/** @type {Message} */
		const message = { text, entry, state: 'waiting' };
		this.conversation.messages.push(message);
		this.log.add(message);
		this.save();
		this.pump();
	}

	/** Send what waits, one by one. */
	pump() {
		return (this.sending ??= this.sendAll().finally(() => (this.sending = undefined)));
	}

	async sendAll() {
		const waiting = () => this.conversation.messages.filter((message) => message.state === 'waiting');
		for (let next; navigator.onLine && (next = waiting()[0]); ) await this.send(next);
		for (const message of waiting()) this.fail(message, 'offline');
	}

	/** @param {Message} message */
	async send(message) {
		const { signal } = (this.request = new AbortController());
		const timers = [setTimeout(() => this.request.abort(), TIMEOUT_MS), setTimeout(() => this.say(this.words.typing, true), 300)];
		this.log.failed(message)?.remove();
		const question = { message: message.text, conversation_id: this.conversation.id, entry_id: message.entry, article: this.host.dataset.article };
		const response = await this.call('POST', '/api/chat', question, signal);
		const reply = await response.json().catch(() => null);
		timers.forEach(clearTimeout);
		this.say('');
		if (!this.conversation.messages.includes(message)) return; // started over
		const { ok, status, headers } = response;
		if (ok && typeof reply?.text === 'string') return this.receive(message, reply);
		if (status === 422 && message.entry) return void delete message.entry; // gone: ask in words
		if (status === 429) this.fail(message, 'busy', Number(headers.get('Retry-After')) || 30);
		else this.fail(message, status >= 400 && status < 500 ? 'refused' : navigator.onLine ? 'failed' : 'offline');
	}

	/** Status 0: the network failed. @returns {Promise<Response>} */
	call(method, path, body, signal) {
		return fetch(this.api + path, { method, signal, body: body && JSON.stringify(body), headers: body && { 'Content-Type': 'application/json' } }).catch(() => Response.error());
	}

	/** @param {Message} message @param {Reply} reply */
	async receive(message, reply) {
		const { conversation, panel } = this;
		const { messages } = conversation;
		await panel.quiet;
		const heading = reply.kind === 'answer' && reply.question !== message.text && reply.question;
		const answer = { text: reply.text, reply, heading };
		delete message.state;
		messages.splice(messages.indexOf(message) + 1, 0, answer);
		conversation.id = reply.conversation_id;
		if (!conversation.open && !panel.inline) conversation.unread++;
		const shown = this.log.reply(message, answer);
		panel.showUnread(true);
		this.save();
		this.emit('answer', reply);
		await shown;
	}

	/** @param {Message} message @param {'offline' | 'failed' | 'refused' | 'busy'} problem */
	fail(message, problem, seconds = 0, live = true) {
		if (this.log.failed(message)) return;
		message.state = problem === 'offline' ? 'waiting' : 'failed';
		this.log.failure(message, { text: this.words[problem], live, seconds, onretry: () => this.retry(message) });
		this.save();
	}

	/** @param {Message} message */
	retry(message) {
		message.state = 'waiting';
		this.log.failed(message)?.remove();
		this.pump();
	}

	/** @param {Message} message @param {string} [comment] */
	rate(message, comment) {
		return this.call('POST', '/api/feedback', { message_id: message.reply.message_id, helpful: message.helpful, comment });
	}

	/** Not before the panel is seen. */
	async suggestStart() {
		this.starters ??= (await (await this.call('GET', '/api/suggestions')).json().catch(() => null))?.suggestions;
		this.log.offer(this.starters);
	}

	restart(event) {
		this.request.abort();
		this.conversation = begin(true);
		this.log.fill();
		this.panel.showUnread();
		this.suggestStart();
		this.panel.empty();
		this.panel.focus(event);
	}

	async forget(event) {
		await this.sending; // the first answer brings the id
		const { id } = this.conversation;
		if (id && !settled(await this.call('DELETE', '/api/conversations/' + encodeURIComponent(id)))) return this.say(this.words.undone);
		this.restart(event);
		this.memory.forget();
		this.say(this.words.forgotten);
	}

	async copy() {
		try {
			await navigator.clipboard.writeText(this.log.node.innerText);
			this.say(this.words.copied);
		} catch {
			this.say(this.words.undone);
		}
	}

	download() {
		make('a', { href: 'data:,' + encodeURIComponent(this.log.node.innerText), download: 'conversation.txt' }).click();
	}

	/** @param {string} text @param {boolean} [typing] */
	say(text, typing) {
		this.panel.say(text, typing);
	}

	/** @param {string} name @param {Reply} [detail] */
	emit(name, detail) {
		this.host.dispatchEvent(new CustomEvent('faqbot:' + name, { detail, bubbles: true }));
	}

	save() {
		this.memory.save(this.conversation);
	}
}
