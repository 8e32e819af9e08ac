declare const brand: unique symbol;

/** A value that was parsed once at the edge and is trusted inside (`Brand<string, 'OrderId'>`). */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
