// Types of widget.js, for its check by `tsc --checkJs`; no browser loads this file.

/** of an element; functions are listeners */
type Attributes = Record<string, any>;

interface Suggestion {
  id: string;
  question: string;
}

interface Source {
  title?: string;
  publisher?: string;
  /** ISO date */
  published?: string;
  section?: string | null;
  url?: string | null;
}

/** What POST /api/chat answers. */
interface Reply {
  conversation_id: string;
  message_id: string;
  kind: 'answer' | 'clarify' | 'referral' | 'emergency' | 'smalltalk';
  text: string;
  language?: string;
  question?: string | null;
  source?: Source | null;
  suggestions?: Suggestion[];
}

/** A question, or an answer when it has a reply. */
interface Message {
  text: string;
  /** id of the suggestion that was clicked */
  entry?: string;
  state?: 'waiting' | 'failed';
  reply?: Reply;
  /** the question answered, where the visitor put it otherwise */
  heading?: string | null | false;
  helpful?: boolean;
}

/** What is kept over page loads. */
interface Conversation {
  id?: string;
  messages: Message[];
  draft: string;
  open: boolean;
  unread: number;
}
