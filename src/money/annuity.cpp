#include "money/annuity.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <numeric>

#include "money/rounding.hpp"

namespace tributary::money {

using boost::multiprecision::cpp_int;

Amount level_payment(Amount principal, Amount balloon, Rate annual_rate,
                     std::span<const YearFraction> earning, Amount unit, Rounding rounding) {
  ASSERT(!earning.empty());
  // Period rates are r_k = part_k / whole; a common divisor is taken out to keep the numbers short.
  std::int64_t divisor = earning.front().denominator * 1'000'000;
  for (const YearFraction& share : earning) {
    ASSERT(share.denominator == earning.front().denominator);
    divisor = std::gcd(divisor, annual_rate.ppm * share.numerator);
  }
  const cpp_int whole = earning.front().denominator * 1'000'000 / divisor;

  // growth = prod(1 + r_k) * whole^n,   payments = f_n * whole^(n-1),   scale = whole^n
  cpp_int growth = 1;
  cpp_int payments = 0;
  cpp_int scale = 1;
  for (const YearFraction& share : earning) {
    const cpp_int factor = whole + annual_rate.ppm * share.numerator / divisor;
    payments = payments * factor + scale;
    growth *= factor;
    scale *= whole;
  }
  const cpp_int numerator = principal.minor * growth - balloon.minor * scale;
  const cpp_int denominator = payments * whole * unit.minor;
  const cpp_int units = divide_rounded(numerator, denominator, rounding);
  return {static_cast<std::int64_t>(units) * unit.minor};
}

}  // namespace tributary::money
