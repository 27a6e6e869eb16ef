// What Boost asserts while it reads strangers' bytes: a wrong assumption there is not worth the
// process. It is thrown, and costs the one connection (see Shard::attempt).

#include <stdexcept>
#include <string>

/// Declared by Boost, defined by whoever asks for a handler of their own.
namespace boost {

void assertion_failed_msg(const char* expression, const char* message, const char* function,
                          const char* file, long line) {
  throw std::logic_error(std::string("assertion of a library: ") + expression + ", " + message +
                         " (" + function + ", " + file + ":" + std::to_string(line) + ")");
}

void assertion_failed(const char* expression, const char* function, const char* file, long line) {
  assertion_failed_msg(expression, "", function, file, line);
}

}  // namespace boost
