package io.skipruntime.connect;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses that are not for everybody: of this machine, of private and link-local networks
 * (RFC 1918, 3927, 4193, 6598), and those that are no single machine's.
 */
final class PrivateAddresses {

  private PrivateAddresses() {}

  /**
   * Whether a host has such an address. It is asked right before a request: the virtual machine
   * keeps the answers of the name service for some seconds, so that the request goes to one of the
   * addresses that were looked at.
   *
   * @throws UnknownHostException if the host is not known
   */
  static boolean has(String host) throws UnknownHostException {
    for (InetAddress address : InetAddress.getAllByName(host)) {
      if (isPrivate(address)) {
        return true;
      }
    }
    return false;
  }

  static boolean isPrivate(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || switch (address) {
          case Inet4Address four -> isPrivate(four.getAddress());
          case Inet6Address six -> isPrivateSix(six.getAddress());
          default -> true;
        };
  }

  /** 0.0.0.0/8, 100.64.0.0/10, 192.0.0.0/24, 198.18.0.0/15 and 240.0.0.0/4. */
  private static boolean isPrivate(byte[] four) {
    int first = four[0] & 0xff;
    int second = four[1] & 0xff;
    return first == 0
        || (first == 100 && second >= 64 && second < 128)
        || (first == 192 && second == 0 && four[2] == 0)
        || (first == 198 && (second == 18 || second == 19))
        || first >= 240;
  }

  /** fc00::/7, and what leads to an address of version 4: 64:ff9b::/96 and 2002::/16. */
  private static boolean isPrivateSix(byte[] six) {
    boolean isTranslated = six[0] == 0 && six[1] == 0x64 && six[2] == (byte) 0xff;
    boolean isTunnelled = six[0] == 0x20 && six[1] == 0x02;
    return (six[0] & 0xfe) == 0xfc || isTranslated || isTunnelled;
  }
}
