#pragma once

#include <QDialog>
#include <optional>

#include "core/data/embed.h"
#include "ui/session/embedding_work.h"
#include "ui/session/key_store.h"
#include "ui/session/worker.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QRadioButton;
class QSpinBox;
class QStackedWidget;

namespace orl {

class NoteLabel;
class Session;
class WordsPanel;

/// Gives the queries of the shown data set vectors: those of an embedding server, or those that a
/// file of word vectors makes (WordsPanel). Does not block the window; closing it stops the work,
/// and what a server answered until then is kept in the workspace.
class EmbedDialog : public QDialog {
    Q_OBJECT
  public:
    /// @param address, model used last; empty: those of the first preset
    /// @param wordsFile read last; may be empty
    EmbedDialog(Session& session, const QString& address, const QString& model,
                const QString& wordsFile, QWidget* parent = nullptr);
    ~EmbedDialog() override;

    QRadioButton* fromServer() const { return m_fromServer; }
    QRadioButton* fromWords() const { return m_fromWords; }
    WordsPanel* words() const { return m_words; }

    QComboBox* preset() const { return m_preset; }
    QLineEdit* address() const { return m_address; }
    QLineEdit* model() const { return m_model; }
    QLineEdit* key() const { return m_key; }
    QCheckBox* remember() const { return m_remember; }
    QSpinBox* batch() const { return m_batch; }
    QDoubleSpinBox* timeout() const { return m_timeout; }
    QCheckBox* fresh() const { return m_fresh; }
    QPushButton* testButton() const { return m_test; }
    QPushButton* startButton() const { return m_start; }
    QPushButton* cancelButton() const { return m_cancel; }
    QPushButton* useButton() const { return m_use; }
    QProgressBar* bar() const { return m_bar; }
    /// How much there is to do, or what is missing before it can start.
    QString plan() const;
    /// What came of the last test or start.
    QString outcome() const;
    /// A server is being asked.
    bool running() const { return m_running; }

  signals:
    /// It is being asked: worth remembering. The address is without what may be secret in it.
    void serverUsed(const QString& address, const QString& model);
    /// A file of words was read: worth remembering.
    void wordsFileUsed(const QString& file);

  private:
    void build(const QString& wordsFile);
    QWidget* buildSources();
    QWidget* buildServerPage();
    void addServer(QFormLayout& form);
    void addKey(QFormLayout& form);
    QWidget* buildButtons();
    void choosePreset();
    void followAddress();
    void follow();
    void count();
    void showState();
    QString missing() const;
    QString origin() const;
    EmbeddingServer server() const;
    bool rememberKey();
    void run(Worker::Work work);
    void test();
    void start();
    void stop();
    void showTrial(const ServerTrial& trial);
    void showEmbedded(const EmbedSummary& summary, const std::string& dataset);
    void showProgress(double share, const QString& stage);
    void ended();

    Session& m_session;
    KeyStore m_keys;
    QString m_origin;                   ///< of the server whose key is in the field
    std::optional<EmbedCount> m_count;  ///< unknown while it is being counted
    bool m_running = false;
    bool m_embedding = false;  ///< it runs for all queries, not for a test
    NoteLabel* m_data = nullptr;
    QRadioButton* m_fromServer = nullptr;
    QRadioButton* m_fromWords = nullptr;
    QStackedWidget* m_pages = nullptr;
    WordsPanel* m_words = nullptr;
    QComboBox* m_preset = nullptr;
    QLineEdit* m_address = nullptr;
    QLineEdit* m_model = nullptr;
    QLineEdit* m_key = nullptr;
    QCheckBox* m_remember = nullptr;
    QSpinBox* m_batch = nullptr;
    QDoubleSpinBox* m_timeout = nullptr;
    QCheckBox* m_fresh = nullptr;
    NoteLabel* m_plan = nullptr;
    NoteLabel* m_outcome = nullptr;
    QProgressBar* m_bar = nullptr;
    QPushButton* m_test = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_use = nullptr;
    // Last: they stop before the widgets that they fill go.
    Worker m_counter;
    Worker m_asker;
};

}  // namespace orl
