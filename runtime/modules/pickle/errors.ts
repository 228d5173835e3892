/** errors - PickleError and its two kinds. */
import { Exception } from "../../objects/exceptions.js";
import { pyclass } from "../../objects/register.js";

@pyclass("_pickle.PickleError")
export class PickleError extends Exception {}

@pyclass("_pickle.PicklingError")
export class PicklingError extends PickleError {}

@pyclass("_pickle.UnpicklingError")
export class UnpicklingError extends PickleError {}
