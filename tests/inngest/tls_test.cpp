#include "inngest/event_sender.hpp"

#include "support.hpp"

#include <httplib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

// Certificates of a throw-away authority, which `openssl` makes, and a server that shows them.
namespace event_runtime::inngest {

namespace {

namespace fs = std::filesystem;

/// A directory that is removed in the end.
class Directory {
 public:
  Directory() {
    std::string name = (fs::temp_directory_path() / "tls-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Directory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  std::string operator/(const std::string& file) const { return (path_ / file).string(); }

 private:
  fs::path path_;
};

class Authority {
 public:
  Authority() { selfSigned("ca", "/CN=throw-away authority", ",CA:TRUE"); }

  std::string file(const std::string& name) const { return directory_ / name; }

  /// A certificate that nobody has signed but itself.
  void selfSigned(const std::string& name, const std::string& subject, const std::string& constraint = ",CA:FALSE") {
    openssl("req -x509 " + newKey(name) + " -out " + directory_ / (name + ".pem") + " -days 2 -subj '" + subject +
            "' -addext basicConstraints=critical" + constraint +
            (constraint == ",CA:FALSE" ? " -addext subjectAltName=DNS:localhost" : ""));
  }
  /// One for a host that the authority has signed, good for so many days from now.
  void issue(const std::string& name, const std::string& host, int days) {
    std::ofstream(directory_ / (name + ".ext")) << "subjectAltName=DNS:" << host << "\nbasicConstraints=CA:FALSE\n";
    openssl("req " + newKey(name) + " -out " + directory_ / (name + ".csr") + " -subj /CN=" + host);
    openssl("x509 -req -in " + directory_ / (name + ".csr") + " -CA " + directory_ / "ca.pem" + " -CAkey " +
            directory_ / "ca.key" + " -set_serial " + std::to_string(++serial_) + " -days " + std::to_string(days) +
            " -extfile " + directory_ / (name + ".ext") + " -out " + directory_ / (name + ".pem"));
  }

 private:
  std::string newKey(const std::string& name) const {
    return "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout " + directory_ / (name + ".key");
  }
  static void openssl(const std::string& arguments) {
    const std::string command = "openssl " + arguments + " >/dev/null 2>&1";
    CAPTURE(command);
    REQUIRE(std::system(command.c_str()) == 0);
  }

  Directory directory_;
  int serial_ = 0;
};

/// An event API behind TLS.
class TlsServer {
 public:
  TlsServer(const std::string& certificate, const std::string& key) : server_(certificate.c_str(), key.c_str()) {
    server_.Post("/e/.*", [this](const httplib::Request&, httplib::Response& response) {
      ++requests;
      response.set_content(R"({"ids":["01A"],"status":200})", "application/json");
    });
    port_ = server_.bind_to_any_port("localhost");
    REQUIRE(port_ > 0);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~TlsServer() {
    server_.stop();
    thread_.join();
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  std::string origin() const { return "https://localhost:" + std::to_string(port_); }

  std::atomic<int> requests = 0;

 private:
  httplib::SSLServer server_;
  int port_ = 0;
  std::thread thread_;
};

/// Sends an event there; empty where it is accepted, else why not.
std::string send(const std::string& origin) {
  InngestSettings settings = Fixture::cloudSettings();
  settings.eventApiOrigin = origin;
  EventSender sender(settings, makeHttpClient(), systemClock(), [](std::chrono::milliseconds) {});
  try {
    OutgoingEvent event;
    event.name = "test/event";
    event.data = "{}";
    static_cast<Client&>(sender).send({event});
    return "";
  } catch (const SendError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("events go to servers with a certificate of a trusted authority alone, and an error says what is wrong") {
  Authority authority;
  authority.issue("good", "localhost", 2);
  authority.issue("other", "other.test", 2);
  authority.issue("expired", "localhost", -1);
  authority.selfSigned("self", "/CN=localhost");
  REQUIRE(setenv("SSL_CERT_FILE", authority.file("ca.pem").c_str(), 1) == 0);

  const auto sendTo = [&](const std::string& name, int requests) {
    TlsServer server(authority.file(name + ".pem"), authority.file(name + ".key"));
    const std::string why = send(server.origin());
    CHECK(server.requests == requests);
    CHECK_FALSE(contains(why, EVENT_KEY));
    return why;
  };
  CHECK(sendTo("good", 1).empty());
  CHECK(contains(sendTo("other", 0), "certificate is not to be trusted: it is for another host"));
  CHECK(contains(sendTo("expired", 0), "certificate is not to be trusted: certificate has expired"));
  CHECK(contains(sendTo("self", 0), "certificate is not to be trusted: self-signed certificate"));

  // The same good one, where its authority is not known.
  REQUIRE(setenv("SSL_CERT_FILE", "/dev/null", 1) == 0);
  CHECK(contains(sendTo("good", 0), "certificate is not to be trusted: unable to get local issuer certificate"));
  REQUIRE(unsetenv("SSL_CERT_FILE") == 0);
}

}  // namespace event_runtime::inngest
