/** The launcher and the panel: opening, closing, the focus, where they stand. */
const FULL_SCREEN = '(max-width:30em),(max-height:30em)';

const overlap = (own, box) => box.height < 99 && box.bottom > own.top && box.right > own.left && box.left < own.right;

class Panel {
	/** @param {Chat} chat */
	constructor(chat) {
		this.chat = chat;
		this.words = chat.words;
		this.log = chat.log.node;
		this.inline = chat.host.dataset.variant === 'inline';
		this.build();
	}

	build() {
		const { chat, words, inline } = this;
		this.status = make('p', { role: 'status', class: 'status' });
		this.outside = make('p', { role: 'status', class: 'away' });
		this.badge = make('span', { class: 'badge' });
		this.launcher = make('button', { class: 'launcher', hidden: inline, 'aria-expanded': 'false', 'aria-controls': 'panel',
			onclick: (event) => (chat.conversation.open ? this.close() : this.show(true, event)) },
			icon('chat'), words.launcher, this.badge);
		this.box = make(inline ? 'section' : 'dialog', { id: 'panel', class: 'panel', role: inline ? '' : 'dialog', 'aria-label': words.title,
			onclose: () => this.box.open || this.close() },
			this.header(), this.log, this.status, this.composer());
		this.root = make('div', { class: 'root', lang: words.lang,
			// No shortcuts of the page.
			onkeyup: (event) => event.stopPropagation(),
			onkeydown: (event) => { event.stopPropagation(); this.escape(event); },
			onclick: (event) => { if (!this.menu.contains(event.target)) this.menu.open = false; } },
			this.launcher, this.outside, this.box);
	}

	header() {
		const { chat, words } = this;
		const act = (name) => make('button', { onclick: (event) => { this.closeMenu(); chat[name](event); } }, words[name]);
		this.menu = make('details', { class: 'menu' },
			control(words, 'menu', {}, 'summary'),
			make('div', {}, ...['restart', 'copy', 'download', 'forget'].map(act)));
		return make('div', { class: 'head' }, make('p', {}, words.title), this.menu,
			this.inline ? '' : control(words, 'close', { onclick: () => this.close() }));
	}

	composer() {
		const { chat, words } = this;
		this.field = make('textarea', { rows: 1, maxlength: LIMIT, 'aria-label': words.field, placeholder: words.launcher, enterkeyhint: 'send',
			oninput: () => this.typed(),
			onkeydown: (event) => {
				if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
				event.preventDefault();
				this.submit();
			} });
		this.field.value = chat.conversation.draft;
		return (this.form = make('form', { class: 'composer', onsubmit: (event) => { event.preventDefault(); this.submit(); } },
			this.field, control(words, 'send', { type: 'submit', class: 'icon send' })));
	}

	/** Follows the page it was put into, until that is left. @param {AbortSignal} signal */
	connect(signal) {
		const { chat } = this;
		const screen = matchMedia(FULL_SCREEN);
		const aside = () => {
			this.stepAside();
			requestAnimationFrame(() => this.stepAside()); // scrolled by then
		};
		for (const type of ['resize', 'scroll']) visualViewport.addEventListener(type, () => this.fit(), { signal });
		for (const type of ['focusin', 'focusout']) document.addEventListener(type, aside, { signal });
		screen.addEventListener('change', () => chat.conversation.open && this.show(), { signal });
		if (screen.matches) {
			if (this.box.open) this.close(); // put back into the page
			chat.conversation.open = false;
		}
		if (chat.conversation.open || this.inline) this.show();
	}

	/** Not under the keyboard, no wider than the screen. */
	fit() {
		const { scale, width, height, offsetTop, offsetLeft } = visualViewport;
		if (scale < 1.01) this.box.style.cssText = `--top:${offsetTop}px;--left:${offsetLeft}px;--width:${width}px;--height:${height}px`;
	}

	/** Never hide the page's focus (WCAG 2.4.11). */
	stepAside() {
		const { host } = this.chat;
		const focused = document.activeElement ?? host;
		this.root.classList.toggle('aside', focused !== host && focused.matches(':focus-visible') && overlap(this.root.getBoundingClientRect(), focused.getBoundingClientRect()));
	}

	/** @param {boolean} [asked] by the visitor @param {Event} [event] */
	show(asked, event) {
		const { box, chat } = this;
		const { conversation } = chat;
		const focused = this.root.getRootNode().activeElement;
		if (!this.inline) {
			const modal = matchMedia(FULL_SCREEN).matches;
			box.close();
			this.fit();
			if (modal) box.showModal();
			else box.open = true; // show() would take the focus
			box.ariaModal = modal;
			this.launcher.ariaExpanded = true;
		}
		/** Until then the log is silent. */
		this.quiet = wait(200).then(() => (this.log.ariaLive = 'polite'));
		chat.log.toEnd();
		if (asked) this.focus(event);
		else focused?.focus();
		if (!conversation.open) chat.emit('open');
		conversation.open = true;
		conversation.unread = 0;
		this.showUnread();
		setTimeout(() => chat.suggestStart());
		if (asked) chat.save();
	}

	close() {
		const { box, chat, launcher } = this;
		if (this.inline || !chat.conversation.open) return;
		const focused = this.root.getRootNode().activeElement;
		chat.conversation.open = false;
		chat.log.hush();
		box.close();
		launcher.ariaExpanded = false;
		if (focused) launcher.focus();
		chat.save();
		chat.emit('close');
	}

	/** Lets the page be seen where the panel fills the screen. */
	uncover() {
		if (this.box.matches(':modal')) this.close();
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
		this.chat.conversation.draft = value;
		this.chat.save();
	}

	submit() {
		this.chat.ask(this.field.value);
		this.empty();
		this.field.focus();
	}

	empty() {
		this.field.value = '';
		this.typed();
	}

	say(text, typing = false) {
		clearTimeout(this.hush);
		this.status.toggleAttribute('data-typing', typing);
		this.status.textContent = text;
		if (text && !typing) this.hush = setTimeout(() => this.say(''), 6000);
	}

	showUnread(live = false) {
		const { unread } = this.chat.conversation;
		const text = unread ? `${this.words.unread} ${unread}` : '';
		this.badge.textContent = text;
		this.outside.textContent = live ? text : '';
	}
}
