// Types of the widget, for its check by `tsc --checkJs`; no browser loads this file.

/** What is in style.css; `web/script.py` puts it in. */
declare const STYLE: string;

/** Of an element; what is empty is left out, functions are listeners. */
interface Attributes {
  [name: string]: any;
  onclick?: (event: PointerEvent & { target: Node }) => void;
  onclose?: () => void;
  oninput?: () => void;
  onkeydown?: (event: KeyboardEvent) => void;
  onkeyup?: (event: KeyboardEvent) => void;
  onsubmit?: (event: SubmitEvent) => void;
}

/** Builds an element; `any`, for it is a field, a form, a dialog, as the tag says. */
type Make = (tag: string, attributes?: Attributes, ...children: (Node | string)[]) => any;

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

/** A question, or an answer where it has a reply. */
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

/** The tag that loads the widget is never one of SVG, whose scripts have no `src`. */
interface SVGScriptElement {
  readonly src: string;
}
