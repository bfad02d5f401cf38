/** The parameters that are sent: `{}` where none are given; `null` is a parameter. */
export function paramsJson(params) {
    return params === undefined ? {} : params;
}
