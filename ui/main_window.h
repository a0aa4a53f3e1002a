#pragma once

#include <QMainWindow>
#include <QPointer>

#include "ui/session/preferences.h"
#include "ui/session/prepare.h"

class QAction;
class QActionGroup;
class QLabel;
class QMenu;
class QTabWidget;

namespace orl {

class Banner;
class CardStrip;
class ComparePage;
class DashboardPage;
class EmbedDialog;
class PredictorPage;
class ProblemDock;
class Session;
struct ImportReport;

/// Lays out the Problem dock, the result cards and the pages, and connects them to the session.
class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    /// @param persist false: neither reads nor writes preferences and scenarios (headless
    /// rendering)
    explicit MainWindow(const BundledPlaces& places, bool persist = true,
                        QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens what was open last, or the bundled data.
    void restoreLastSession();
    void openWorkspace(const QString& file);
    /// A workspace is opened; anything else is offered for import.
    void openFiles(const QStringList& files);
    void showPage(int index);
    enum Page { Dashboard, Predictor, Compare };

    Session& session() { return *m_session; }
    ProblemDock* problem() const { return m_problem; }
    CardStrip* cards() const { return m_cards; }
    DashboardPage* dashboard() const { return m_dashboard; }
    PredictorPage* predictor() const { return m_predictor; }
    ComparePage* compare() const { return m_compare; }
    Banner* banner() const { return m_banner; }
    QAction* embedAction() const { return m_embed; }
    /// Null unless it is open.
    EmbedDialog* embedDialog() const;

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    void buildCentre();
    void buildMenus();
    void buildFileMenu();
    void buildViewMenu();
    void connectSession();
    void fillRecent();
    void showTitle();
    void showStatus();
    void showEmptiness();
    void chooseWorkspace(bool create);
    void chooseImport();
    void askImport(const QStringList& files);
    void askEmbedding();
    void showReport(const ImportReport& report);
    void exportPicture();
    void setAppearance(Preferences::Appearance appearance);
    void showAbout();

    bool m_persist;
    Preferences m_preferences;
    Session* m_session;
    Banner* m_banner = nullptr;
    CardStrip* m_cards = nullptr;
    QTabWidget* m_pages = nullptr;
    DashboardPage* m_dashboard = nullptr;
    PredictorPage* m_predictor = nullptr;
    ComparePage* m_compare = nullptr;
    ProblemDock* m_problem = nullptr;
    QMenu* m_recent = nullptr;
    QAction* m_embed = nullptr;
    QPointer<EmbedDialog> m_embedDialog;
    QLabel* m_status = nullptr;
};

}  // namespace orl
