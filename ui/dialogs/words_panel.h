#pragma once

#include <QPointer>
#include <QWidget>
#include <functional>
#include <optional>

#include "core/lab/word_fit.h"
#include "ui/session/worker.h"

class QLineEdit;
class QProgressBar;
class QPushButton;

namespace orl {

class NoteLabel;
class Session;

/// Gives the queries of the shown data set the vectors that a file of word vectors makes of their
/// words: reads the file first, says what it has for these data, and changes them only when that is
/// taken. Does not block the window.
class WordsPanel : public QWidget {
    Q_OBJECT
  public:
    /// @param file read last; may be empty
    WordsPanel(Session& session, const QString& file, QWidget* parent = nullptr);
    ~WordsPanel() override;

    QLineEdit* file() const { return m_file; }
    QPushButton* browseButton() const { return m_browse; }
    QPushButton* readButton() const { return m_read; }
    QPushButton* useButton() const { return m_use; }
    QPushButton* removeButton() const { return m_remove; }
    QPushButton* cancelButton() const { return m_cancel; }
    QPushButton* closeButton() const { return m_close; }
    QProgressBar* bar() const { return m_bar; }
    /// What vectors the data set has now.
    QString present() const;
    /// What the file that was read has for the data set; empty while none was read.
    QString found() const;
    /// What came of what was done last.
    QString outcome() const;
    /// A file is being read, or the data are being changed.
    bool running() const { return m_running; }
    void read();
    void stop();

  signals:
    /// It was read: worth remembering.
    void fileRead(const QString& file);
    void runningChanged();

  private:
    void build();
    QWidget* buildButtons();
    void browse();
    void use();
    void take();
    void turnTo(const std::string& dataset, const char* embedding);
    void run(const QString& what, Worker::Work work);
    void change(const QString& what, std::function<void(Workspace&, const Job&)> work,
                std::function<void()> done);
    void showFound(const FoundWords& found);
    void showProgress(double share, const QString& stage);
    void follow();
    void showState();
    void ended();
    QString presentText() const;

    Session& m_session;
    QPointer<Session> m_alive;  ///< the session ends before the dialogs of the window do
    std::optional<FoundWords> m_found;
    std::shared_ptr<const Dataset> m_foundFor;  ///< the data that they were found for
    std::string m_foundSplit;                   ///< whose texts weigh them
    bool m_running = false;
    bool m_changing = false;  ///< it runs to change the data, which is not stopped half way
    std::string m_changed;    ///< data set
    NoteLabel* m_present = nullptr;
    QLineEdit* m_file = nullptr;
    NoteLabel* m_foundText = nullptr;
    QProgressBar* m_bar = nullptr;
    NoteLabel* m_outcome = nullptr;
    QPushButton* m_browse = nullptr;
    QPushButton* m_read = nullptr;
    QPushButton* m_use = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_close = nullptr;
    // Last: it stops before the widgets that it fills go.
    Worker m_worker;
};

}  // namespace orl
