#pragma once

#include <QMainWindow>
#include <QPointer>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/lab/opening.h"
#include "ui/charts/slide.h"
#include "ui/session/preferences.h"

class QAction;
class QActionGroup;
class QLabel;
class QMenu;
class QStackedWidget;

namespace orl {

class Banner;
class CardStrip;
class EmbedDialog;
class HighlightRing;
class LearnPage;
class NavigationBar;
class Page;
class OwnRoutersDialog;
class ProblemDock;
class SelectionRow;
class Session;
class Veil;
struct ImportReport;
struct ReportRequest;
struct SlotsAsk;

/// Lays out the Problem dock, the result cards and the pages, and connects them to the session.
class MainWindow : public QMainWindow, public SlideSource {
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
    /// One with data beside it, under its own name, or where that is taken wherever one says.
    void openBundle(const QString& file);
    /// A workspace or a bundle is opened; anything else is offered for import.
    void openFiles(const QStringList& files);
    /// By Page::id; the first page where there is none of that name.
    void showPage(const QString& id);
    const std::vector<Page*>& pages() const { return m_pages; }
    /// The page of that class.
    template <typename P>
    P* page() const {
        return findChild<P*>();
    }

    Session& session() { return *m_session; }
    ProblemDock* problem() const { return m_problem; }
    CardStrip* cards() const { return m_cards; }
    NavigationBar* navigation() const { return m_navigation; }
    SelectionRow* selectionRow() const { return m_selection; }
    Banner* banner() const { return m_banner; }
    Veil* veil() const { return m_veil; }
    /// The routers of one's own, in a dialog beside the window.
    OwnRoutersDialog* showOwnRouters();
    QAction* embedAction() const { return m_embed; }
    /// A report on what is shown. @pre something is solved
    ReportRequest reportRequest() const;
    /// Of what the session shows.
    SlideWords slideWords() const override;
    /// Null unless it is open.
    EmbedDialog* embedDialog() const;
    /// The dialog of sweeps, to the front.
    void showSweep();
    void showSlots();
    void useFleet(const SlotsAsk& plan, const std::map<std::string, std::int64_t>& fleet);
    void showGoals();
    void showLatencyFrontier();

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void buildPages();
    void addPage(Page* page);
    void buildCentre();
    void showCards();
    void buildNavigation();
    void buildMenus();
    void buildFileMenu();
    void buildScenarioMenu();
    /// Saved scenarios, to be restored.
    void fillSaved(QMenu& menu);
    /// The present step of the lesson, full screen.
    void present();
    void copyCommandLine();
    void saveLessonStep();
    void exportLesson();
    void showHighlight(const QString& place, int number);
    void buildDataMenu();
    void buildViewMenu();
    void enableDataActions();
    /// The one that is shown, or the first of those that cannot be; none: there is none.
    std::optional<DatasetSummary> chosenData() const;
    void connectSession();
    void fillRecent();
    void showTitle();
    void showStatus();
    void chooseWorkspace(bool create);
    void chooseImport();
    void chooseBundle(bool withData);
    void askImport(const QStringList& files);
    void askEmbedding();
    void askPrices();
    void askPricesOf(const DatasetSummary& dataset);
    void askSplits();
    void showRepeats();
    void askName();
    void askDelete();
    void showKeptReport();
    void showFailed(const Error& error, const QString& cause);
    void showReport(const ImportReport& report);
    void exportPicture();
    void askReport();
    void showExported(const QString& error);
    /// Constraints that cannot be met, and what to do about it.
    void showAdvice();
    void setAppearance(Preferences::Appearance appearance);
    void showAbout();

    bool m_persist;
    Preferences m_preferences;
    Session* m_session;
    Banner* m_banner = nullptr;
    HighlightRing* m_ring = nullptr;
    LearnPage* m_learn = nullptr;
    CardStrip* m_cards = nullptr;
    Veil* m_veil = nullptr;
    NavigationBar* m_navigation = nullptr;
    SelectionRow* m_selection = nullptr;
    QStackedWidget* m_stack = nullptr;
    std::vector<Page*> m_pages;  ///< as in the navigation
    ProblemDock* m_problem = nullptr;
    QMenu* m_recent = nullptr;
    QAction* m_embed = nullptr;
    std::vector<QAction*> m_dataActions;  ///< of the chosen data set
    QAction* m_realized = nullptr;
    QPointer<EmbedDialog> m_embedDialog;
    QLabel* m_status = nullptr;
    QString m_advised;  ///< the advice last given: one that was dismissed is not given again
};

}  // namespace orl
