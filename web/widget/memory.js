/** What the browser keeps of a conversation, where the publisher allows it. */
class Memory {
	/** @param {string} key @param {string} [history] `local`, `off`, else this tab */
	constructor(key, history) {
		this.key = key;
		try {
			if (history !== 'off') this.storage = history === 'local' ? localStorage : sessionStorage;
		} catch {
			// refused by the browser
		}
	}

	/** @returns {Conversation | undefined} */
	recall() {
		try {
			return JSON.parse(this.storage.getItem(this.key));
		} catch {
			return undefined; // off, or broken by others
		}
	}

	/** @param {Conversation} conversation */
	save(conversation) {
		try {
			this.storage?.setItem(this.key, JSON.stringify({ ...conversation, messages: conversation.messages.slice(-100) }));
		} catch {
			// full
		}
	}

	forget() {
		this.storage?.removeItem(this.key);
	}
}
