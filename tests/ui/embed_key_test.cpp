#include <QComboBox>

#include "embed_fixture.h"
#include "ui/pages/compare/page.h"
#include "ui/pages/predictor/page.h"
#include "ui_test.h"

namespace orl {

namespace {
constexpr QFileDevice::Permissions kOthers = QFileDevice::ReadGroup | QFileDevice::WriteGroup |
                                             QFileDevice::ExeGroup | QFileDevice::ReadOther |
                                             QFileDevice::WriteOther | QFileDevice::ExeOther;
}  // namespace

class EmbedKeyTest : public QObject {
    Q_OBJECT
  private slots:
    void init();
    void cleanup();
    void theKeyGoesToTheServerAlone();
    void theKeyIsRememberedOnlyWhenAsked();
    void aKeyThatCannotBeKeptIsExplained();
    void theFileIsClosedToOthersAndMayBeDamaged();
    void aKeyIsNotOfferedToAnotherServer();
    void theVariableIsReadWhereNoKeyIsGiven();
    void aServerThatRepeatsTheKey();
    void theAddressIsRememberedWithoutSecrets();

  private:
    std::unique_ptr<EmbedFixture> m_on;
};

void EmbedKeyTest::init() {
    m_on = std::make_unique<EmbedFixture>();
    QVERIFY(m_on->open());
}

void EmbedKeyTest::cleanup() {
    m_on->close();
    QVERIFY2(!EmbedFixture::logged().contains(kSecretPart), qPrintable(EmbedFixture::logged()));
    for (const QString& file : m_on->filesWithTheKey()) QCOMPARE(file, KeyStore::usualFile());
    m_on.reset();
}

void EmbedKeyTest::theKeyGoesToTheServerAlone() {
    const FakeServer server(
        [](const Request& request, std::size_t) { return properAnswer(request); });
    EmbedDialog& dialog = m_on->ask(server.url());
    QCOMPARE(dialog.key()->echoMode(), QLineEdit::Password);
    QVERIFY(!dialog.remember()->isChecked());
    m_on->type(dialog.key(), kKey);
    QVERIFY(m_on->press(dialog.startButton()));
    QCOMPARE(server.requests().back().headers.at("authorization"), std::string("Bearer ") + kKey);
    QVERIFY(!dialog.outcome().contains(kSecretPart) && !dialog.plan().contains(kSecretPart));
    QVERIFY(!m_on->window().page<PredictorPage>()->csv().contains(kSecretPart));
    QVERIFY(!m_on->window().page<ComparePage>()->csv().contains(kSecretPart));
    m_on->close();
    QVERIFY(!QFile::exists(KeyStore::usualFile()));
    QCOMPARE(m_on->filesWithTheKey(), QStringList());
}

void EmbedKeyTest::theKeyIsRememberedOnlyWhenAsked() {
    const FakeServer server(
        [](const Request& request, std::size_t) { return properAnswer(request); });
    EmbedDialog* dialog = &m_on->ask(server.url());
    m_on->type(dialog->key(), kKey);
    dialog->remember()->setFocus();
    QTest::keyClick(dialog->remember(), Qt::Key_Space);
    QVERIFY(m_on->press(dialog->testButton()));
    QCOMPARE(m_on->filesWithTheKey().mid(0, 1), QStringList{KeyStore::usualFile()});
    QVERIFY(!(QFile::permissions(KeyStore::usualFile()) & kOthers));
    QVERIFY(m_on->open());
    dialog = &m_on->ask(server.url());
    QCOMPARE(dialog->key()->text(), QString(kKey));
    QVERIFY(dialog->remember()->isChecked());
    QTest::keyClick(dialog->remember(), Qt::Key_Space);
    QVERIFY(m_on->press(dialog->testButton()));
    QCOMPARE(server.requests().back().headers.at("authorization"), std::string("Bearer ") + kKey);
    QVERIFY(!QFile::exists(KeyStore::usualFile()));
}

void EmbedKeyTest::aKeyThatCannotBeKeptIsExplained() {
    QVERIFY(QDir().mkpath(KeyStore::usualFile()));  // a folder in the file's place
    const FakeServer server(
        [](const Request& request, std::size_t) { return properAnswer(request); });
    EmbedDialog& dialog = m_on->ask(server.url());
    m_on->type(dialog.key(), kKey);
    dialog.remember()->setChecked(true);
    QVERIFY(m_on->press(dialog.testButton()));
    QVERIFY2(dialog.outcome().contains("cannot be remembered"), qPrintable(dialog.outcome()));
    QVERIFY(!dialog.outcome().contains(kSecretPart));
    QVERIFY(server.requests().empty());
    dialog.remember()->setChecked(false);
    QVERIFY(m_on->press(dialog.testButton()));
    QVERIFY2(dialog.outcome().contains("vector of"), qPrintable(dialog.outcome()));
    QVERIFY(QDir().rmdir(KeyStore::usualFile()));
}

void EmbedKeyTest::theFileIsClosedToOthersAndMayBeDamaged() {
    const QString file = m_on->lab().file("keys/k.json");
    KeyStore store(file);
    store.remember("https://a.example", "one");
    store.remember("https://b.example", "two");
    store.remember("https://a.example", "three");
    QVERIFY(QFile::setPermissions(file, QFile::permissions(file) | kOthers));
    KeyStore again(file);
    QVERIFY(!(QFile::permissions(file) & kOthers));
    QCOMPARE(again.key("https://a.example"), QString("three"));
    QCOMPARE(again.key("https://b.example"), QString("two"));
    QCOMPARE(again.key("https://c.example"), QString());
    again.remember("https://a.example", {});
    QCOMPARE(KeyStore(file).key("https://a.example"), QString());
    QCOMPARE(KeyStore(file).key("https://b.example"), QString("two"));
    for (const char* damaged : {"", "[1]", "{\"https://b.example\": 7", "\xff"}) {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        out.write(damaged);
        out.close();
        QCOMPARE(KeyStore(file).key("https://b.example"), QString());
    }
}

void EmbedKeyTest::aKeyIsNotOfferedToAnotherServer() {
    const FakeServer server(
        [](const Request& request, std::size_t) { return properAnswer(request); });
    EmbedDialog& dialog = m_on->ask("https://api.example.org/v1");
    m_on->type(dialog.key(), kKey);
    m_on->type(dialog.address(), QString::fromStdString(server.url()));
    QCOMPARE(dialog.key()->text(), QString());
    QVERIFY(m_on->press(dialog.testButton()));
    QVERIFY(!server.requests().back().headers.contains("authorization"));
}

void EmbedKeyTest::theVariableIsReadWhereNoKeyIsGiven() {
    qputenv(kApiKeyVariable, kKey);
    const FakeServer server(
        [](const Request& request, std::size_t) { return properAnswer(request); });
    EmbedDialog& dialog = m_on->ask(server.url());
    QVERIFY(dialog.key()->text().isEmpty());
    QVERIFY(dialog.key()->placeholderText().contains(kApiKeyVariable));
    QVERIFY(m_on->press(dialog.testButton()));
    QCOMPARE(server.requests().back().headers.at("authorization"), std::string("Bearer ") + kKey);
    m_on->type(dialog.key(), "another");
    QVERIFY(m_on->press(dialog.testButton()));
    QCOMPARE(server.requests().back().headers.at("authorization"), std::string("Bearer another"));
    QVERIFY(!QFile::exists(KeyStore::usualFile()));
}

void EmbedKeyTest::aServerThatRepeatsTheKey() {
    const FakeServer server([](const Request& request, std::size_t) {
        return failure(401, "{\"error\":\"" + request.headers.at("authorization") + "\"}");
    });
    EmbedDialog& dialog = m_on->ask(server.url());
    m_on->type(dialog.key(), kKey);
    QVERIFY(m_on->press(dialog.startButton()));
    QVERIFY2(dialog.outcome().contains("Bearer (key)"), qPrintable(dialog.outcome()));
    QVERIFY(!dialog.outcome().contains(kSecretPart));
}

void EmbedKeyTest::theAddressIsRememberedWithoutSecrets() {
    const FakeServer server(
        [](const Request& request, std::size_t) { return properAnswer(request); });
    EmbedDialog& dialog = m_on->ask(server.url() + "/v1?token=sk-very-secret", "m");
    QVERIFY(m_on->press(dialog.testButton()));
    QVERIFY2(dialog.outcome().contains("vector of"), qPrintable(dialog.outcome()));
    QVERIFY(m_on->open());
    m_on->window().embedAction()->trigger();
    QCOMPARE(m_on->dialog().address()->text(), QString::fromStdString(server.url() + "/v1"));
    QCOMPARE(m_on->dialog().model()->text(), QString("m"));
    QCOMPARE(m_on->dialog().preset()->currentText(), QString("another"));
}

ORL_UI_TEST(EmbedKeyTest);

}  // namespace orl

#include "embed_key_test.moc"
