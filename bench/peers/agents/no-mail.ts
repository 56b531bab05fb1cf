/** Stands for `cloudflare:email`, which bare workerd lacks; no mail is sent here. */
export class EmailMessage {}
