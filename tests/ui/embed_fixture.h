#pragma once

#include <QCheckBox>
#include <QDirIterator>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>

#include "lab_fixture.h"
#include "tests/net/fake_server.h"
#include "ui/dialogs/embed_dialog.h"

namespace orl {

using test::FakeServer;
using test::properAnswer;
using test::Request;
using test::Response;

/// A key, and the part of the keys that the tests use which is to be found nowhere.
inline constexpr const char* kKey = "sk-very-secret-0123456789";
inline constexpr const char* kSecretPart = "very-secret";

/// A window on small data, from which the queries are embedded.
class EmbedFixture {
  public:
    static constexpr std::size_t kQueries = 60;

    EmbedFixture() {
        logged().clear();
        qInstallMessageHandler(takeLog);
        qunsetenv(kApiKeyVariable);
        QSettings().clear();
        QFile::remove(KeyStore::usualFile());
        m_file = m_lab.workspace(kQueries, "w.orlab", "hybrid");
    }
    ~EmbedFixture() { qInstallMessageHandler(nullptr); }
    EmbedFixture(const EmbedFixture&) = delete;
    EmbedFixture& operator=(const EmbedFixture&) = delete;

    const LabFixture& lab() const { return m_lab; }
    const QString& file() const { return m_file; }
    MainWindow& window() const { return *m_window; }
    EmbedDialog& dialog() const { return *m_window->embedDialog(); }
    Session& session() const { return m_window->session(); }
    Dataset stored() const { return Workspace::open(m_file.toStdString()).loadDataset("small"); }
    /// All that the program has said on its error output.
    static QString& logged() {
        static QString text;
        return text;
    }

    /// Closes the window that there may be, and opens a new one. @return whether it settled
    bool open() {
        close();
        m_window = std::make_unique<MainWindow>(m_lab.places());
        m_window->show();
        m_window->openWorkspace(m_file);
        return settle();
    }
    void close() {
        if (m_window) m_window->close();
        m_window.reset();
    }
    bool settle() const {
        return QTest::qWaitFor([this] { return session().settled(); }, kPatience);
    }
    /// Opens the dialog as the menu does and fills it in by keyboard.
    EmbedDialog& ask(const std::string& url, const QString& model = "nomic") const {
        m_window->embedAction()->trigger();
        type(dialog().address(), QString::fromStdString(url));
        type(dialog().model(), model);
        dialog().batch()->setValue(10);
        return dialog();
    }
    static void type(QLineEdit* field, const QString& text) {
        field->setFocus();
        field->selectAll();
        QTest::keyClick(field, Qt::Key_Delete);
        QTest::keyClicks(field, text);
    }
    /// Presses the button. @return whether what it started has ended
    bool press(QPushButton* button) const {
        QTest::mouseClick(button, Qt::LeftButton);
        return finish();
    }
    bool finish() const {
        const auto ended = [this] {
            return !dialog().running() && !dialog().plan().isEmpty() && session().settled();
        };
        return QTest::qWaitFor(ended, kPatience);
    }
    bool planned(const QString& part) const {
        return QTest::qWaitFor([&] { return dialog().plan().contains(part); }, kPatience);
    }
    static bool asked(const FakeServer& server, std::size_t requests) {
        return QTest::qWaitFor([&] { return server.requests().size() == requests; }, kPatience);
    }

    /// Of everything that was written: the workspace, the preferences, whatever else.
    QStringList filesWithTheKey() const {
        QSet<QString> found;
        for (const QString& folder : {m_lab.file(""), QFileInfo(KeyStore::usualFile()).path(),
                                      QFileInfo(QSettings().fileName()).path()}) {
            QDirIterator each(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
            while (each.hasNext()) {
                QFile read(each.next());
                if (read.open(QIODevice::ReadOnly) && read.readAll().contains(kSecretPart)) {
                    found << QFileInfo(read).canonicalFilePath();
                }
            }
        }
        return found.values();
    }

  private:
    static void takeLog(QtMsgType, const QMessageLogContext&, const QString& message) {
        logged() += message + '\n';
    }

    LabFixture m_lab;
    QString m_file;
    std::unique_ptr<MainWindow> m_window;
};

inline Response failure(int status,
                        const std::string& body = "{\"error\":{\"message\":\"no luck\"}}") {
    return {status, body, {}, Response::Then::Close};
}

}  // namespace orl
