/** The chat widget, element <faq-bot>. No text becomes markup. */
(() => {
	const LIMIT = 1000; // characters
	const TIMEOUT_MS = 15000;
	const FULL_SCREEN = '(max-width:30em),(max-height:30em)';
	const TRANSLATED = ['de', 'es']; // in lang/

	const ENGLISH = {
		lang: 'en',
		launcher: 'Ask a question',
		title: 'Questions and answers',
		greeting: 'What would you like to know?',
		note: 'Automatic answers, no substitute for a doctor. Please leave out personal details.',
		log: 'Conversation',
		you: 'You',
		bot: 'Assistant',
		field: 'Your question',
		send: 'Send',
		close: 'Close',
		menu: 'Options',
		restart: 'Start over',
		copy: 'Copy conversation',
		download: 'Download conversation',
		forget: 'Forget this conversation',
		copied: 'Copied.',
		forgotten: 'Forgotten, here and on the server.',
		undone: 'That did not work. Please try again.',
		typing: 'Assistant is writing',
		unread: 'New answers:',
		start: 'Often asked',
		answer: 'You could also ask',
		clarify: 'Did you mean',
		referral: 'The article does answer',
		emergency: 'Please get help now',
		source: 'Source',
		rate: 'Was this helpful?',
		helpful: 'Helpful',
		unhelpful: 'Not helpful',
		comment: 'What was missing? (optional)',
		thanks: 'Thank you.',
		retry: 'Try again',
		offline: 'Not sent: you are offline. It follows when the connection is back.',
		refused: 'Not sent: please put it in other words.',
		busy: 'Too many questions at once. This one follows in a moment.',
		failed: 'Something went wrong, no answer came.',
	};

	const SHAPES = {
		chat: 'M4 5h16v11h-9l-5 4v-4H4zM8 9h8M8 12h5',
		close: 'M6 6l12 12M18 6L6 18',
		menu: 'M5 8h14M5 12h14M5 16h14',
		send: 'M12 19V5M6 11l6-6 6 6',
		helpful: 'M4 11h3v9H4zM7 12l4-8q3 0 2.5 3V10H20l-2 10H7',
		unhelpful: 'M4 13h3V4H4zM7 12l4 8q3 0 2.5-3V14H20L18 4H7',
	};

	// Important on :host beats the page's.
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(`
:host{all:initial!important;display:contents!important}
:host([hidden]),[hidden]{display:none!important}
.root{--paper:#fff;--wash:#ecf2f2;--ink:#1b2627;--soft:#526063;--line:#dde4e4;--edge:#75858a;--alarm:#a3231b;--alert:#fdf2f0;
--tint:var(--faqbot-colour,#0b5d66);--gap:1.25em;
--sans:var(--faqbot-font,system-ui,sans-serif);--serif:var(--faqbot-serif,Charter,Cambria,'Noto Serif',serif);
color-scheme:light;color:var(--ink);font:clamp(16px,1rem,32px)/1.5 var(--sans);
position:fixed;inset:auto auto var(--gap);inset-inline-end:var(--gap);z-index:2147483000;
display:flex;flex-direction:column-reverse;align-items:flex-end;gap:.75em;max-height:calc(100dvh - 2*var(--gap));pointer-events:none}
:host([data-position=left]) .root:dir(ltr),:host([data-position=right]) .root:dir(rtl){inset-inline:var(--gap) auto;align-items:flex-start}
@supports (color:oklch(from red l c h)){.root{--tint:oklch(from var(--faqbot-colour,#0b5d66) min(l,.5) c h)}}
@media (prefers-color-scheme:dark){
:host(:not([data-scheme=light])) .root{--paper:#151a1b;--wash:#222b2c;--ink:#e6ebea;--soft:#a4b0b1;--line:#2e3839;--edge:#7d8b8e;--alarm:#ffb3a7;--alert:#2b1a18;
--tint:#86cdd1;color-scheme:dark}
@supports (color:oklch(from red l c h)){:host(:not([data-scheme=light])) .root{--tint:oklch(from var(--faqbot-colour,#0b5d66) max(l,.8) c h)}}}
*{box-sizing:border-box;overflow-wrap:anywhere}
p,form{margin:0}
a{color:var(--tint)}
button,summary{all:unset;box-sizing:border-box;cursor:pointer}
:focus-visible{outline:2px solid var(--tint);outline-offset:2px}
:is(.log,.ask,textarea,input,.menu button):focus-visible{outline-offset:-2px}
svg{display:block;width:1.5em;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
.away{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.launcher{display:flex;align-items:center;gap:.5em;min-height:3.25em;padding:0 1em;border-radius:2em;background:var(--tint);color:var(--paper);
box-shadow:0 0 0 2px var(--paper),0 .5em 2em #0003;pointer-events:auto}
.badge{padding:0 .5em;border-radius:1em;background:var(--paper);color:var(--tint)}
.badge:empty{display:none}
.panel{position:relative;flex:0 1 40em;flex-direction:column;width:min(25em,100vw - 2*var(--gap));margin:0;padding:0;
border:1px solid var(--line);border-radius:1em;background:var(--paper);color:inherit;overflow:hidden;box-shadow:0 .5em 2em #0003;pointer-events:auto}
.panel[open]{display:flex}
.aside>*{opacity:0;pointer-events:none}
:host([data-variant=inline]) .root{position:static;display:block}
section.panel{display:flex;width:100%;height:40em;box-shadow:none}
.panel:modal{position:fixed;inset:var(--top,0) auto auto var(--left,0);width:var(--width,100%);height:var(--height,100dvh);max-width:none;max-height:none;border:0;border-radius:0}
.head{display:flex;align-items:center;padding:max(.25em,env(safe-area-inset-top)) 1.25em .25em;padding-inline-end:.5em;border-bottom:1px solid var(--line)}
.head>p{flex:1;font:600 1.05em/1.25 var(--serif)}
.icon{display:block;border-radius:2em;color:var(--soft)}
.icon>span{display:grid;place-items:center;min-width:2.75em;min-height:2.75em}
:is(.icon:not(.send),.menu button):hover{background:var(--wash);color:var(--ink)}
.menu{position:relative}
.menu>div{position:absolute;inset-inline-end:0;z-index:1;width:max-content;padding:.5em;border:1px solid var(--line);border-radius:1em;background:var(--paper);box-shadow:0 .5em 2em #0003}
.menu button{display:block;width:100%;padding:.65em 1em;border-radius:.5em}
.log{flex:1;position:relative;overflow:hidden auto;overscroll-behavior:contain;padding:1.25em}
[data-from]{margin-top:1.5em}
.question{margin-inline-start:15%;text-align:end}
.question>p{display:inline-block;padding:.5em 1em;border-radius:1em;border-end-end-radius:.25em;background:var(--wash);text-align:start;white-space:pre-wrap}
.text,.asked{font:1.05em/1.6 var(--serif);white-space:pre-wrap}
.asked{font-weight:600}
.greeting{margin:0 0 .5em}
.greeting .text{font-size:1.5em;line-height:1.25}
.small,.failed,.status,.source,.label,.composer::before{color:var(--soft);font-size:.85em;unicode-bidi:plaintext}
.foot{display:flex;align-items:flex-start;gap:.75em;margin-top:.75em}
.source{flex:1;padding-top:.5em}
.source::before{content:'';display:block;width:2.5em;margin-bottom:.5em;border-top:1px solid var(--edge)}
.source a{color:inherit}
.thumbs{display:flex;margin-inline:auto -.75em;margin-bottom:-.5em}
.thumbs svg{width:1.2em}
[aria-pressed=true]{color:var(--tint)}
[aria-pressed=true] svg{fill:var(--line)}
.label{margin-top:1.25em}
.ask{display:flex;align-items:center;justify-content:space-between;gap:.75em;width:100%;min-height:2.75em;padding:.5em 0;border-bottom:1px solid var(--line);color:var(--tint);line-height:1.25}
.ask:hover{text-decoration:underline}
.ask::after{content:'›'/'';font-size:1.25em}
.emergency{--serif:var(--sans);padding:1em;border:1px solid var(--alarm);border-inline-start-width:.5em;border-radius:.5em;background:var(--alert)}
strong{display:block;margin-bottom:.25em;font-size:1.1em}
strong,.emergency a{color:var(--alarm);font-weight:600}
.emergency a{padding:.5em 0}
.failed{margin-top:.5em;color:var(--alarm)}
.plain{margin-top:.5em;min-height:44px;padding:0 1em;border:1px solid var(--edge);border-radius:2em;color:var(--ink)}
.plain:disabled{color:var(--soft)}
.comment{display:flex;gap:.5em;margin-top:.75em}
.comment .plain{margin:0}
.status:not(:empty){padding:.5em 1.5em}
[data-typing]::after{content:'…'}
.composer{display:flex;flex-wrap:wrap;align-items:flex-end;gap:.5em;padding:.5em .75em calc(.5em + env(safe-area-inset-bottom));border-top:1px solid var(--line)}
textarea,input{flex:1;min-width:0;padding:.6em 1em;border:1px solid var(--edge);border-radius:1.5em;background:var(--paper);color:inherit;font:inherit;resize:none}
textarea{field-sizing:content;min-height:2.75em;max-height:8.5em}
[data-count*='/']::before{content:attr(data-count);width:100%}
::placeholder{color:var(--soft);opacity:1}
.send{background:var(--tint);color:var(--paper)}
@media (prefers-reduced-motion:no-preference){
[data-typing]::after{animation:wait 1s infinite alternate}
@keyframes wait{to{opacity:0}}}
@media (forced-colors:active){button,summary,.question>p{border:1px solid}[aria-pressed=true]{outline:2px solid}}
@media print{.root,.panel,.log{position:static!important;display:block;width:auto;height:auto;max-height:none;overflow:visible}
.launcher,.composer,.menu,.icon,.suggestions,.status,.panel:not([open],section){display:none!important}}`);

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

	/** Links web addresses, in an emergency telephone numbers. @param {string} text @param {boolean} urgent */
	const linked = (text, urgent) =>
		text
			.split(urgent ? /(\+?\d[\d ()-]{5,}\d|\b\d{3}\b)/ : /(https?:\/\/\S*[^\s.,;:!?)\]])/)
			.map((part, i) => (i % 2 ? make('a', { href: urgent ? 'tel:' + part.replace(/[^+\d]/g, '') : part }, part) : part));

	const wait = (ms) => new Promise((done) => setTimeout(done, ms));

	const begin = (open) => ({ messages: [], draft: '', open, unread: 0 });

	const settled = ({ status }) => status === 204 || status === 404;

	const overlap = (own, box) => box.height < 99 && box.bottom > own.top && box.right > own.left && box.left < own.right;

	class Chat {
		nodes = new WeakMap();
		starters;
		request = new AbortController();
		/** Until then the log is silent. */
		quiet = wait(0);

		/** @param {HTMLElement} host @param {typeof ENGLISH} words @param {string} api */
		constructor(host, words, api) {
			const { article, colour, open, variant } = host.dataset;
			this.host = host;
			this.words = { ...words, ...host.dataset };
			this.api = api;
			this.inline = variant === 'inline';
			this.key = `faqbot:${host.id || article || ''}`;
			this.conversation = { ...begin(open === 'true'), ...this.recall() };
			this.build();
			if (colour) this.root.style.setProperty('--faqbot-colour', colour);
			this.fill();
			const shadow = host.attachShadow({ mode: 'open' });
			shadow.adoptedStyleSheets = [sheet];
			shadow.append(this.root);
		}

		build() {
			const { words, inline } = this;
			this.log = make('div', { role: 'log', class: 'log', 'aria-label': words.log, 'aria-live': 'off', tabindex: '0' });
			this.status = make('p', { role: 'status', class: 'status' });
			this.outside = make('p', { role: 'status', class: 'away' });
			this.badge = make('span', { class: 'badge' });
			this.launcher = make('button', { class: 'launcher', hidden: inline, 'aria-expanded': 'false', 'aria-controls': 'panel',
				onclick: (event) => (this.conversation.open ? this.close() : this.show(true, event)) },
				icon('chat'), words.launcher, this.badge);
			this.panel = make(inline ? 'section' : 'dialog', { id: 'panel', class: 'panel', role: inline ? '' : 'dialog', 'aria-label': words.title,
				onclose: () => this.panel.open || this.close() },
				this.header(), this.log, this.status, this.composer());
			this.root = make('div', { class: 'root', lang: words.lang,
				// No shortcuts of the page.
				onkeyup: (event) => event.stopPropagation(),
				onkeydown: (event) => { event.stopPropagation(); this.escape(event); },
				onclick: (event) => { if (!this.menu.contains(event.target)) this.menu.open = false; } },
				this.launcher, this.outside, this.panel);
		}

		header() {
			const { words } = this;
			this.menu = make('details', { class: 'menu' },
				this.control('menu', {}, 'summary'),
				make('div', {}, ...['restart', 'copy', 'download', 'forget'].map((act) => make('button', { onclick: (event) => { this.closeMenu(); this[act](event); } }, words[act]))));
			return make('div', { class: 'head' }, make('p', {}, words.title), this.menu, this.inline ? '' : this.control('close', { onclick: () => this.close() }));
		}

		/** @param {keyof typeof SHAPES} name @param {Attributes} attributes */
		control(name, attributes, tag = 'button') {
			const label = this.words[name];
			return make(tag, { class: 'icon', 'aria-label': label, ...attributes }, make('span', { title: label }, icon(name)));
		}

		composer() {
			const { words } = this;
			this.field = make('textarea', { rows: 1, maxlength: LIMIT, 'aria-label': words.field, placeholder: words.launcher, enterkeyhint: 'send',
				oninput: () => this.typed(),
				onkeydown: (event) => {
					if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
					event.preventDefault();
					this.submit();
				} });
			this.field.value = this.conversation.draft;
			return (this.form = make('form', { class: 'composer', onsubmit: (event) => { event.preventDefault(); this.submit(); } },
				this.field, this.control('send', { type: 'submit', class: 'icon send' })));
		}

		connect() {
			this.page?.abort();
			this.page = new AbortController();
			const { page: { signal }, conversation } = this;
			const screen = matchMedia(FULL_SCREEN);
			const aside = () => {
				this.stepAside();
				requestAnimationFrame(() => this.stepAside()); // scrolled by then
			};
			for (const type of ['resize', 'scroll']) visualViewport.addEventListener(type, () => this.fit(), { signal });
			for (const type of ['focusin', 'focusout']) document.addEventListener(type, aside, { signal });
			addEventListener('online', () => this.pump(), { signal });
			screen.addEventListener('change', () => this.conversation.open && this.show(), { signal });
			if (screen.matches) {
				if (this.panel.open) this.close(); // put back into the page
				conversation.open = false;
			}
			if (conversation.open || this.inline) this.show();
			this.pump();
		}

		/** Not under the keyboard, no wider than the screen. */
		fit() {
			const { scale, width, height, offsetTop, offsetLeft } = visualViewport;
			if (scale < 1.01) this.panel.style.cssText = `--top:${offsetTop}px;--left:${offsetLeft}px;--width:${width}px;--height:${height}px`;
		}

		/** Never hide the page's focus (WCAG 2.4.11). */
		stepAside() {
			const focused = document.activeElement ?? this.host;
			this.root.classList.toggle('aside', focused !== this.host && focused.matches(':focus-visible') && overlap(this.root.getBoundingClientRect(), focused.getBoundingClientRect()));
		}

		/** @param {boolean} [asked] by the visitor @param {Event} [event] */
		show(asked, event) {
			const { conversation, log, panel } = this;
			const focused = this.root.getRootNode().activeElement;
			if (!this.inline) {
				const modal = matchMedia(FULL_SCREEN).matches;
				panel.close();
				this.fit();
				if (modal) panel.showModal();
				else panel.open = true; // show() would take the focus
				panel.ariaModal = modal;
				this.launcher.ariaExpanded = true;
			}
			this.quiet = wait(200).then(() => (log.ariaLive = 'polite'));
			log.scrollTop = log.scrollHeight;
			if (asked) this.focus(event);
			else focused?.focus();
			if (!conversation.open) this.emit('open');
			conversation.open = true;
			conversation.unread = 0;
			this.showUnread();
			setTimeout(() => this.suggestStart());
			if (asked) this.save();
		}

		close() {
			const { conversation, launcher, log, panel } = this;
			if (this.inline || !conversation.open) return;
			const focused = this.root.getRootNode().activeElement;
			conversation.open = false;
			log.ariaLive = 'off';
			for (const alert of log.querySelectorAll('[role=alert]')) alert.role = null; // or it speaks again
			panel.close();
			launcher.ariaExpanded = false;
			if (focused) launcher.focus();
			this.save();
			this.emit('close');
		}

		escape(event) {
			if (event.key !== 'Escape' || event.isComposing) return;
			if (this.menu.open) this.closeMenu();
			else this.close();
			event.preventDefault();
		}

		closeMenu() {
			this.menu.open = false;
			this.menu.firstChild.focus();
		}

		/** After a touch the keyboard would hide the log. */
		focus(event) {
			(event?.pointerType === 'touch' ? this.log : this.field).focus({ preventScroll: true });
		}

		typed() {
			const { value } = this.field;
			const count = `${value.length} / ${LIMIT}`;
			this.form.dataset.count = value.length > LIMIT - 100 ? count : '';
			if (value.length === LIMIT) this.say(count);
			this.conversation.draft = value;
			this.save();
		}

		submit() {
			this.ask(this.field.value);
			this.field.value = '';
			this.typed();
			this.field.focus();
		}

		/** @param {string} words @param {string} [entry] id of a suggestion */
		ask(words, entry) {
			const text = words.trim().slice(0, LIMIT);
			if (!text) return;
			this.log.querySelector('.suggestions')?.remove();
			/** @type {Message} */
			const message = { text, entry, state: 'waiting' };
			this.conversation.messages.push(message);
			this.log.append(this.question(message));
			this.log.scrollTop = this.log.scrollHeight;
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
			this.clear(message);
			const response = await this.call('POST', '/api/chat', { message: message.text, conversation_id: this.conversation.id, entry_id: message.entry, article: this.host.dataset.article }, signal);
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
			const { conversation, log } = this;
			const { messages } = conversation;
			await this.quiet;
			const follow = log.scrollHeight - log.scrollTop - log.clientHeight < 150;
			const asked = this.nodes.get(message);
			const answer = { text: reply.text, reply, heading: reply.kind === 'answer' && reply.question !== message.text && reply.question };
			delete message.state;
			messages.splice(messages.indexOf(message) + 1, 0, answer);
			conversation.id = reply.conversation_id;
			if (!conversation.open && !this.inline) conversation.unread++;
			const node = this.answer(answer, true);
			const clarify = reply.kind === 'clarify';
			if (clarify) this.extras(answer, node);
			asked.after(node);
			this.showUnread(true);
			this.save();
			this.emit('answer', reply);
			if (!clarify) {
				await wait(100); // only the text is read out
				this.extras(answer, node);
			}
			if (follow) log.scrollTop = asked.offsetTop - 12; // where a long answer begins
		}

		/** @param {Message} message */
		fail(message, problem, seconds = 0, live = true) {
			const { log, words } = this;
			const node = this.nodes.get(message);
			if (node.querySelector('.failed')) return;
			message.state = problem === 'offline' ? 'waiting' : 'failed';
			const retry = make('button', { class: 'plain', disabled: seconds, onclick: (event) => { this.retry(message); this.focus(event); } }, words.retry);
			const box = make('div', { class: 'failed' });
			node.append(box);
			box.append(make('p', { role: live && 'alert' }, words[problem]), retry);
			const tick = () => {
				retry.textContent = `${words.retry} (${seconds})`;
				if (seconds--) setTimeout(tick, 1000);
				else this.retry(message);
			};
			if (seconds) tick();
			log.scrollTop = log.scrollHeight;
			this.save();
		}

		/** @param {Message} message */
		retry(message) {
			message.state = 'waiting';
			this.clear(message);
			this.pump();
		}

		/** @param {Message} message */
		clear(message) {
			this.nodes.get(message).querySelector('.failed')?.remove();
		}

		fill() {
			const { log, words } = this;
			log.replaceChildren(
				make('div', { 'data-from': 'bot', class: 'greeting' }, this.speaker(words.bot), make('div', { class: 'text', dir: 'auto' }, words.greeting)),
				make('p', { class: 'small' }, words.note));
			for (const message of this.conversation.messages) {
				const node = message.reply ? this.answer(message) : this.question(message);
				log.append(node);
				if (message.reply) this.extras(message, node);
				if (message.state === 'failed') this.fail(message, 'failed', 0, false);
			}
			this.showUnread();
		}

		speaker(name) {
			return make('span', { class: 'away' }, `${name}: `);
		}

		/** @param {Message} message */
		question(message) {
			const node = make('div', { 'data-from': 'user', class: 'question', 'aria-live': 'off' }, this.speaker(this.words.you), make('p', { dir: 'auto' }, message.text));
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

		/** @param {Message} message */
		extras(message, node) {
			const { kind, source, suggestions } = message.reply;
			const box = make('div', { 'aria-live': 'off' });
			if (kind === 'answer' || kind === 'referral') box.append(make('div', { class: 'foot' }, source ? this.source(source) : '', this.thumbs(message, box)));
			if (suggestions?.length && this.conversation.messages.at(-1) === message) box.append(this.suggest(suggestions, kind));
			node.append(box);
		}

		/** @param {Source} source */
		source({ section, title, publisher, published, url }) {
			const date = published && new Date(published).toLocaleDateString(this.words.lang, { dateStyle: 'long', timeZone: 'UTC' });
			const text = [section, title, publisher, date].filter(Boolean).join(' · ');
			const fragment = section && !url?.includes('#') ? '#:~:text=' + encodeURIComponent(section).replaceAll('-', '%2D') : '';
			return make('p', { class: 'source' }, `${this.words.source}: `,
				/^https?:/.test(url) ? make('a', { href: url + fragment, onclick: () => this.panel.matches(':modal') && this.close() }, text) : text);
		}

		/** @param {Message} message */
		thumbs(message, box) {
			const { words } = this;
			const send = (comment) => this.call('POST', '/api/feedback', { message_id: message.reply.message_id, helpful: message.helpful, comment });
			const field = make('input', { 'aria-label': words.comment, placeholder: words.comment, maxlength: LIMIT });
			const form = make('form', { class: 'comment', onsubmit: async (event) => {
				event.preventDefault();
				if (!settled(await send(field.value))) return this.say(words.undone);
				form.remove();
				buttons[1].focus();
				this.say(words.thanks);
			} }, field, make('button', { class: 'plain' }, words.send));
			const buttons = [true, false].map((helpful) => this.control(helpful ? 'helpful' : 'unhelpful', { 'aria-pressed': `${message.helpful === helpful}`, onclick: () => {
				message.helpful = helpful;
				buttons.forEach((button, i) => (button.ariaPressed = helpful === !i));
				send();
				if (helpful) form.remove();
				else box.firstChild.after(form);
				this.say(helpful ? words.thanks : `${words.thanks} ${words.comment}`);
				this.save();
			} }));
			return make('div', { class: 'thumbs', role: 'group', 'aria-label': words.rate }, ...buttons);
		}

		/** @param {Suggestion[]} list @param {string} kind */
		suggest(list, kind) {
			const label = this.words[kind] || this.words.start;
			return make('div', { class: 'suggestions', role: 'group', 'aria-label': label, 'aria-live': 'off' },
				make('p', { class: 'label', 'aria-hidden': 'true' }, label),
				...list.map(({ id, question }) => make('button', { class: 'ask', dir: 'auto', 'data-suggestion': id, onclick: (event) => { this.ask(question, id); this.focus(event); } }, question)));
		}

		/** Not before the panel is seen. */
		async suggestStart() {
			this.starters ??= (await (await this.call('GET', '/api/suggestions')).json().catch(() => null))?.suggestions;
			if (this.starters && !this.conversation.messages.length && !this.log.querySelector('.suggestions')) this.log.append(this.suggest(this.starters, 'start'));
		}

		restart(event) {
			this.request.abort();
			this.conversation = begin(true);
			this.fill();
			this.suggestStart();
			this.field.value = '';
			this.typed();
			this.focus(event);
		}

		async forget(event) {
			await this.sending; // the first answer brings the id
			const { id } = this.conversation;
			if (id && !settled(await this.call('DELETE', '/api/conversations/' + encodeURIComponent(id)))) return this.say(this.words.undone);
			this.restart(event);
			this.storage?.removeItem(this.key);
			this.say(this.words.forgotten);
		}

		async copy() {
			try {
				await navigator.clipboard.writeText(this.log.innerText);
				this.say(this.words.copied);
			} catch {
				this.say(this.words.undone);
			}
		}

		download() {
			make('a', { href: 'data:,' + encodeURIComponent(this.log.innerText), download: 'conversation.txt' }).click();
		}

		say(text, typing = false) {
			clearTimeout(this.hush);
			this.status.toggleAttribute('data-typing', typing);
			this.status.textContent = text;
			if (text && !typing) this.hush = setTimeout(() => this.say(''), 6000);
		}

		showUnread(live = false) {
			const { unread } = this.conversation;
			const text = unread ? `${this.words.unread} ${unread}` : '';
			this.badge.textContent = text;
			this.outside.textContent = live ? text : '';
		}

		emit(name, detail) {
			this.host.dispatchEvent(new CustomEvent('faqbot:' + name, { detail, bubbles: true }));
		}

		recall() {
			const { history } = this.host.dataset;
			try {
				if (history !== 'off') this.storage = history === 'local' ? localStorage : sessionStorage;
				return JSON.parse(this.storage.getItem(this.key));
			} catch {
				// off or refused
			}
		}

		save() {
			try {
				this.storage?.setItem(this.key, JSON.stringify({ ...this.conversation, messages: this.conversation.messages.slice(-100) }));
			} catch {
				// full
			}
		}
	}

	const script = document.currentScript;
	const { origin } = new URL(script.src);

	class FaqBot extends HTMLElement {
		#chat;

		async connectedCallback() {
			const lang = (this.dataset.language || document.documentElement.lang).slice(0, 2);
			let words = ENGLISH;
			if (TRANSLATED.includes(lang)) words = { ...words, ...(await fetch(`${origin}/static/lang/${lang}.json`).then((response) => response.json()).catch(() => null)) };
			if (!this.isConnected) return;
			this.#chat ??= new Chat(this, words, this.dataset.api || origin);
			this.#chat.connect();
		}

		disconnectedCallback() {
			this.#chat?.page.abort();
		}

		open() {
			this.#chat?.show(true);
		}

		close() {
			this.#chat?.close();
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
})();
