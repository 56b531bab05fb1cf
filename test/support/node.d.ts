/** Node's fetch asks for it where a body is a stream; the Workers' types do not know it. */
interface RequestInit {
  duplex?: "half";
}
