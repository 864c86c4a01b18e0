/** In a module of its own, so that the bundle can load it without GitHub's client; it reads the event when imported. */
export { context } from '@actions/github';
